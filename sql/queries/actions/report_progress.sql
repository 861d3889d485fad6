-- Keeps what is said of an action's progress; no row when there is none to see.
SELECT p.object, p.before
FROM safer.report_progress(:new_id::uuid, :action::uuid, :reported_on::date, :text::text) AS p;
