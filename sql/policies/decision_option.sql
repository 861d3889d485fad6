-- As the decision.
GRANT SELECT ON safer.decision_option TO safer_service;
GRANT SELECT, INSERT ON safer.decision_option TO safer_rules;

CREATE POLICY shown ON safer.decision_option FOR SELECT TO safer_service
USING ((SELECT true FROM safer.decision AS d WHERE d.id = decision_option.decision));
CREATE POLICY rules ON safer.decision_option TO safer_rules, safer_owner USING (true) WITH CHECK (true);
