-- Takes a project to another state; no row when there is none to see.
SELECT m.object, m.before
FROM safer.move_project(:project::text, :state::text, :moved_on::date, :text::text, :if_match::integer) AS m;
