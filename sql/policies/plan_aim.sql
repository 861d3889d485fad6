-- What plans are for is published with them.
GRANT SELECT ON safer.plan_aim TO safer_service;
GRANT SELECT, INSERT ON safer.plan_aim TO safer_rules;

CREATE POLICY everybody ON safer.plan_aim FOR SELECT TO safer_service USING (true);
CREATE POLICY rules ON safer.plan_aim TO safer_rules, safer_owner USING (true) WITH CHECK (true);
