-- Puts down one more action of a recommendation; no row when there is none to know of.
SELECT c.object, NULL::json AS before
FROM safer.create_dhr_action(:new_id::uuid, :dhr_recommendation::uuid, :partner::text, :organisation::text, :text::text,
    :due_on::date, :name_marks::jsonb, :name_key::text) AS c (object)
WHERE c.object IS NOT NULL;
