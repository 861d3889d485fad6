-- How many areas there are, of a kind or a partner.
SELECT count(*) AS _total
FROM api.areas AS a
WHERE (:kind::text IS NULL OR a.kind = :kind::text)
    AND (:partner::text IS NULL OR a.partner = :partner::text);
