-- One organisation, by the name it had on a date.
SELECT p.id, coalesce(safer.partner_name(p.id, coalesce(:on::date, safer.today())), p.name) AS name, p.kind,
    p.from_on, p.to_on, p.note, p.version, p.organisation_id
FROM api.partners AS p
WHERE p.id = :partner::text;
