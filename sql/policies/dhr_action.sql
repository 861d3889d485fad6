-- An action, to whom the review is known, and to the partner that owns it.
GRANT SELECT ON safer.dhr_action TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.dhr_action TO safer_rules;

CREATE POLICY shown ON safer.dhr_action FOR SELECT TO safer_service
USING (
    partner = (SELECT safer.dhr_actions_owned())
    OR EXISTS (SELECT FROM safer.dhr_action_source AS s WHERE s.action = dhr_action.id));
CREATE POLICY rules ON safer.dhr_action TO safer_rules, safer_owner USING (true) WITH CHECK (true);
