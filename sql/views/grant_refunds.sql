-- What of awards came back to their funds.
CREATE VIEW api.grant_refunds WITH (security_invoker) AS
SELECT r.id, r.award, r.fund, r.purpose, r.partner, r.financial_year, r.amount_pence, r.received_on,
    r.external_reference, r.reason, r.state, r.created_at, r.reversed_at, r.reversal_reason, r.version
FROM safer.grant_refund AS r;
