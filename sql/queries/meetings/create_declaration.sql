-- Records that an interest was declared; no row when there is no such meeting to see.
SELECT c.object, NULL::json AS before
FROM safer.create_declaration(:new_id::uuid, :meeting::uuid, :item::uuid, :partner::text, :office::text,
    :interest::text, :withdrew::boolean) AS c (object)
WHERE c.object IS NOT NULL;
