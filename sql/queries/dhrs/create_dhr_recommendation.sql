-- Records a recommendation of a review; no row when there is none to know of.
SELECT c.object, NULL::json AS before
FROM safer.create_dhr_recommendation(:new_id::uuid, :dhr::uuid, :number::integer, :reach::text, :text::text,
    :addressees::jsonb, :name_marks::jsonb, :name_key::text) AS c (object)
WHERE c.object IS NOT NULL;
