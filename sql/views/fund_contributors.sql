-- Who contributes to a fund: the parties of its agreements, and those it names itself.
CREATE VIEW api.fund_contributors WITH (security_invoker) AS
SELECT a.fund, p.partner, o.name, a.starts_on AS from_on,
    least(a.ends_on, a.dissolved_on) AS to_on, a.id AS agreement,
    NULL::bigint AS amount_pence
FROM safer.agreement AS a
JOIN safer.agreement_party AS p ON p.agreement = a.id
JOIN safer.partner AS o ON o.id = p.partner
UNION ALL
SELECT c.fund, c.partner, o.name, c.from_on, c.to_on, NULL, c.amount_pence
FROM safer.fund_contributor AS c
JOIN safer.partner AS o ON o.id = c.partner;
