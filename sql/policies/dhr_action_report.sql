-- How an action goes on, to whoever reads the action.
GRANT SELECT ON safer.dhr_action_report TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.dhr_action_report TO safer_rules;

CREATE POLICY shown ON safer.dhr_action_report FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.dhr_action AS a
    WHERE a.id = action));
CREATE POLICY rules ON safer.dhr_action_report TO safer_rules, safer_owner USING (true) WITH CHECK (true);
