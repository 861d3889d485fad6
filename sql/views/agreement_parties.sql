-- Who an agreement is between, and who has signed it.
CREATE VIEW api.agreement_parties WITH (security_invoker) AS
SELECT p.agreement, p.partner, o.name, CASE WHEN p.signed_on IS NULL THEN 'unsigned' ELSE 'signed' END AS state,
    p.signed_on, p.designation
FROM safer.agreement_party AS p
JOIN safer.partner AS o ON o.id = p.partner;
