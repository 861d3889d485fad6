-- Says something about an indicator's series; no row when there is no such indicator to see.
SELECT c.object, NULL::json AS before
FROM safer.create_annotation(:new_id::uuid, :indicator::text, :area::text, :period::text, :kind::text, :text::text,
        :rebaseline::boolean) AS c (object)
WHERE c.object IS NOT NULL;
