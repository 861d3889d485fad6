-- Organisations by id, of a kind, in being on a date, by the names they had then.
SELECT p.id, coalesce(safer.partner_name(p.id, coalesce(:on::date, safer.today())), p.name) AS name, p.kind,
    p.from_on, p.to_on, p.note, p.version, p.organisation_id, p.id AS _cursor
FROM api.partners AS p
WHERE p.id > coalesce(:after::text, '')
    AND (:kind::text IS NULL OR p.kind = :kind::text)
    AND (:on::date IS NULL OR coalesce(p.from_on, '-infinity') <= :on::date)
    AND (:on::date IS NULL OR coalesce(p.to_on, 'infinity') >= :on::date)
ORDER BY p.id
LIMIT :page_size::bigint;
