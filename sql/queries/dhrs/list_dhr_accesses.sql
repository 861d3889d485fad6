-- Who read or wrote a review or anything of it, in order.
SELECT a.*, true AS _restricted, a.id::text AS _cursor
FROM safer.dhr_accesses(:dhr::uuid) AS a
WHERE a.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY a.id
LIMIT :page_size::bigint;
