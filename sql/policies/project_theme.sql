-- The themes of a project are read by whoever reads the project and the theme.
GRANT SELECT ON safer.project_theme TO safer_service;
GRANT SELECT, INSERT, DELETE ON safer.project_theme TO safer_rules;

CREATE POLICY published ON safer.project_theme FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR (theme IN (SELECT p.id FROM safer.priority AS p)
        AND (SELECT true FROM safer.project AS p WHERE p.id = project_theme.project)));
CREATE POLICY rules ON safer.project_theme TO safer_rules, safer_owner USING (true) WITH CHECK (true);
