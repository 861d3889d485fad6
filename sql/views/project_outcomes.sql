-- What projects are for, and what came of them.
CREATE VIEW api.project_outcomes WITH (security_invoker) AS
SELECT x.project, x.place, x.text, x.result
FROM safer.project_outcome AS x;
