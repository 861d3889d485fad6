-- What a project is to reach is read by whoever reads the project.
GRANT SELECT ON safer.project_target TO safer_service;
GRANT SELECT, INSERT, DELETE ON safer.project_target TO safer_rules;

CREATE POLICY published ON safer.project_target FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR (SELECT true FROM safer.project AS p WHERE p.id = project_target.project));
CREATE POLICY rules ON safer.project_target TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.project_targets TO safer_service;
