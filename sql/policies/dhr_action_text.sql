-- What an action asks for, to whoever reads the action.
GRANT SELECT ON safer.dhr_action_text TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.dhr_action_text TO safer_rules;

CREATE POLICY shown ON safer.dhr_action_text FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.dhr_action AS a
    WHERE a.id = action));
CREATE POLICY rules ON safer.dhr_action_text TO safer_rules, safer_owner USING (true) WITH CHECK (true);
