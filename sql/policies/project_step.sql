-- The states a project went to are read by whoever reads the project.
GRANT SELECT ON safer.project_step TO safer_service;
GRANT SELECT, INSERT ON safer.project_step TO safer_rules;

CREATE POLICY published ON safer.project_step FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR (SELECT true FROM safer.project AS p WHERE p.id = project_step.project));
CREATE POLICY rules ON safer.project_step TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.project_steps TO safer_service;
