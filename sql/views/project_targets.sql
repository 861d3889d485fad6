-- What projects are to reach, and what they did.
CREATE VIEW api.project_targets WITH (security_invoker) AS
SELECT x.project, x.place, x.text, x.qualifier, x.number, x.number_to, x.achieved, x.achieved_on
FROM safer.project_target AS x;
