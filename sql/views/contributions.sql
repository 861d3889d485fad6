-- Contributions as their partner posted them, with what the host made of them.
CREATE VIEW api.contributions WITH (security_invoker) AS
SELECT c.id, c.fund, c.partner, c.financial_year, c.amount_pence, c.received_on, c.external_reference, c.note,
    c.state, c.created_at, c.confirmed_on, c.bank_reference, c.reversed_by, c.reversed_at, c.reversal_reason,
    c.replaces, c.replaced_by, c.booked_in, c.version
FROM safer.contribution AS c;
