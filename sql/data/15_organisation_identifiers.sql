-- The identifiers of organisations in open data. Those of local authorities (GB-LAE) end with their code in the register
-- of local authorities in England (local-authority-eng) as it stood in 2020, where Folkestone and Hythe still has the
-- code it had as Shepway. Organisations whose place in a list was not confirmed have none.
UPDATE safer.partner AS p
SET organisation_id = v.organisation_id
FROM (VALUES
    ('kcc', 'GB-LAE-KEN'),
    ('medway', 'GB-LAE-MDW'),
    ('ashford', 'GB-LAE-ASF'),
    ('canterbury', 'GB-LAE-CAT'),
    ('dartford', 'GB-LAE-DAR'),
    ('dover', 'GB-LAE-DOV'),
    ('folkestone-and-hythe', 'GB-LAE-SHE'),
    ('gravesham', 'GB-LAE-GRA'),
    ('maidstone', 'GB-LAE-MAI'),
    ('sevenoaks', 'GB-LAE-SEV'),
    ('swale', 'GB-LAE-SWL'),
    ('thanet', 'GB-LAE-THA'),
    ('tonbridge-and-malling', 'GB-LAE-TON'),
    ('tunbridge-wells', 'GB-LAE-TUN')) AS v (id, organisation_id)
WHERE p.id = v.id
    AND p.organisation_id IS NULL;
