-- Published reviews, the latest first, filtered.
SELECT p.*, concat_ws('.', p.published_on, p.id) AS _cursor
FROM api.published_dhrs AS p
WHERE (:year::integer IS NULL OR p.published_on BETWEEN make_date(:year::integer, 1, 1)
        AND make_date(:year::integer, 12, 31))
    AND (:partnership::text IS NULL OR p.partnership = :partnership::text)
    AND (p.published_on, p.id) < (
        coalesce(nullif(split_part(:after::text, '.', 1), ''), '9999-12-31')::date,
        coalesce(nullif(split_part(:after::text, '.', 2), ''), 'ffffffff-ffff-ffff-ffff-ffffffffffff')::uuid)
ORDER BY p.published_on DESC, p.id DESC
LIMIT :page_size::bigint;
