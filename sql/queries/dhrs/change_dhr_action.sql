-- Changes what an action asks for, or by when; no row when there is none to see.
SELECT c.object, c.before
FROM safer.change_dhr_action(:dhr_action::uuid, :text::text, :due_on::date,
    :name_marks::jsonb, :name_key::text, :if_match::integer) AS c;
