-- Reports on an action; no row when there is none to see.
SELECT m.object, m.before
FROM safer.move_dhr_action(:dhr_action::uuid, :state::text, :text::text, :evidence::text, :reported_on::date,
    :name_marks::jsonb, :name_key::text,
    :if_match::integer) AS m;
