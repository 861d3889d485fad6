-- Says all of this anew; no row when there is no project to see.
SELECT s.object, s.before
FROM safer.set_project_outcomes(:project::text, :outcomes::jsonb, :if_match::integer) AS s;
