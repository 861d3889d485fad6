-- Changes what a recommendation says; no row when there is none to know of.
SELECT c.object, c.before
FROM safer.change_dhr_recommendation(:dhr_recommendation::uuid, :reach::text, :text::text,
    :name_marks::jsonb, :name_key::text,
    :if_match::integer) AS c;
