-- Keeps a business case of the caller's partner; no row when there is no such agreement to see.
SELECT b.object, NULL::json AS before
FROM safer.create_business_case(:new_id::uuid, :agreement::text, :summary::text, :personnel::text, :document::text)
    AS b (object)
WHERE b.object IS NOT NULL;
