-- What came of a project is read by whoever reads the project.
GRANT SELECT ON safer.project_outcome TO safer_service;
GRANT SELECT, INSERT, DELETE ON safer.project_outcome TO safer_rules;

CREATE POLICY published ON safer.project_outcome FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR (SELECT true FROM safer.project AS p WHERE p.id = project_outcome.project));
CREATE POLICY rules ON safer.project_outcome TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.project_outcomes TO safer_service;
