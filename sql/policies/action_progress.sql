-- The progress of an action is read by whoever reads the action.
GRANT SELECT ON safer.action_progress TO safer_service;
GRANT SELECT, INSERT ON safer.action_progress TO safer_rules;

CREATE POLICY published ON safer.action_progress FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR (SELECT true FROM safer.action AS a WHERE a.id = action_progress.action));
CREATE POLICY rules ON safer.action_progress TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.report_progress(uuid, uuid, date, text) TO safer_service;
GRANT SELECT ON api.action_progress TO safer_service;
