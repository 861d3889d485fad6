-- Which plans a priority links to is read by whoever reads both the priority and the plan. Links are made by safer.link_priority_plan
-- only.
GRANT SELECT ON safer.plan_priority TO safer_service;
GRANT SELECT, INSERT, UPDATE (note) ON safer.plan_priority TO safer_rules;

CREATE POLICY published ON safer.plan_priority FOR SELECT TO safer_service
USING (
    priority IN (SELECT p.id FROM safer.priority AS p)
    AND plan IN (SELECT p.id FROM safer.plan AS p));
CREATE POLICY rules ON safer.plan_priority TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.link_priority_plan(text, text, text) TO safer_service;
