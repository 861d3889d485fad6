-- What a plan is for is read by whoever reads the plan.
GRANT SELECT ON safer.plan_aim TO safer_service;
GRANT SELECT, INSERT ON safer.plan_aim TO safer_rules;

CREATE POLICY published ON safer.plan_aim FOR SELECT TO safer_service
USING (
    plan IN (SELECT p.id FROM safer.plan AS p));
CREATE POLICY rules ON safer.plan_aim TO safer_rules, safer_owner USING (true) WITH CHECK (true);
