-- The themes of an action are read by whoever reads both the action and the theme.
GRANT SELECT ON safer.action_theme TO safer_service;
GRANT SELECT, INSERT, DELETE ON safer.action_theme TO safer_rules;

CREATE POLICY published ON safer.action_theme FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR (theme IN (SELECT p.id FROM safer.priority AS p)
        AND (SELECT true FROM safer.action AS a WHERE a.id = action_theme.action)));
CREATE POLICY rules ON safer.action_theme TO safer_rules, safer_owner USING (true) WITH CHECK (true);
