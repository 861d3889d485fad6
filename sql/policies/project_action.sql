-- The actions of a project are read by whoever reads the project and the action.
GRANT SELECT ON safer.project_action TO safer_service;
GRANT SELECT, INSERT, DELETE ON safer.project_action TO safer_rules;

CREATE POLICY published ON safer.project_action FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR ((SELECT true FROM safer.action AS a WHERE a.id = project_action.action)
        AND (SELECT true FROM safer.project AS p WHERE p.id = project_action.project)));
CREATE POLICY rules ON safer.project_action TO safer_rules, safer_owner USING (true) WITH CHECK (true);
