-- Who an agreement is between.
CREATE VIEW api.agreement_parties WITH (security_invoker) AS
SELECT p.agreement, p.partner, o.name, p.signed_on
FROM safer.agreement_party AS p
JOIN safer.partner AS o ON o.id = p.partner;
