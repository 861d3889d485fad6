-- Which review an action comes from, to whom the review is known: not to who owns the action.
GRANT SELECT ON safer.dhr_action_source TO safer_service;
GRANT SELECT, INSERT ON safer.dhr_action_source TO safer_rules;

CREATE POLICY shown ON safer.dhr_action_source FOR SELECT TO safer_service
USING (dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[]));
CREATE POLICY rules ON safer.dhr_action_source TO safer_rules, safer_owner USING (true) WITH CHECK (true);
