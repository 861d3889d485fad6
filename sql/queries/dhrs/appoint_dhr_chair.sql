-- Appoints the chair of a review; no row when there is none to know of.
SELECT c.object, c.before
FROM safer.appoint_dhr_chair(:dhr::uuid, :office::text, :from_on::date, :account::jsonb,
    :name_marks::jsonb, :name_key::text,
    :if_match::integer) AS c;
