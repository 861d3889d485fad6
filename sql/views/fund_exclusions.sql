-- Who may not contribute to a fund, and when.
CREATE VIEW api.fund_exclusions WITH (security_invoker) AS
SELECT e.id, e.fund, e.partner, e.from_on, e.to_on, e.reason, e.created_at, e.version
FROM safer.fund_exclusion AS e;
