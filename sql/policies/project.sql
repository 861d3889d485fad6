-- Projects are read by whoever acts for a partner, by everybody else those that are public, once they are approved.
-- They are written by their lead and by constituent partners, by functions only.
GRANT SELECT ON safer.project TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.project TO safer_rules;

CREATE POLICY published ON safer.project FOR SELECT TO safer_service
USING (
    (public AND state <> 'proposed')
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.project TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_project(jsonb, jsonb, jsonb, jsonb),
    safer.change_project(text, jsonb, jsonb, jsonb, jsonb, integer),
    safer.move_project(text, text, date, text, integer),
    safer.set_project_partners(text, jsonb, integer),
    safer.set_project_targets(text, jsonb, integer),
    safer.set_project_outcomes(text, jsonb, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.kept_project(text, integer),
    safer.check_project_names(text, jsonb, jsonb, jsonb),
    safer.serve_project(text, jsonb, jsonb, jsonb)
TO safer_rules;
GRANT SELECT ON api.projects TO safer_service, safer_rules;
GRANT SELECT ON api.project_events TO safer_service;
