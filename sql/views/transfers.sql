-- Money passed on from one fund to another.
CREATE VIEW api.transfers WITH (security_invoker) AS
SELECT t.id, t.from_fund, t.to_fund, t.partner, t.financial_year, t.amount_pence, t.made_on, t.external_reference,
    t.decision, t.note, t.state, t.created_at, t.reversed_at, t.reversal_reason, t.version
FROM safer.transfer AS t;
