-- Writes a minute of a meeting; no row when there is no such meeting to see.
SELECT c.object, NULL::json AS before
FROM safer.create_minute(:new_id::uuid, :meeting::uuid, :item::uuid, :title::text, :text::text, :restricted::boolean,
        :exempt_ground::text, :public_interest::text, :corrects::uuid) AS c (object)
WHERE c.object IS NOT NULL;
