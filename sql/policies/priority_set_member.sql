-- What belongs to a set is read by whoever reads the set. It is written by rules only: what a set takes over, and the
-- steps of its lineage.
GRANT SELECT ON safer.priority_set_member TO safer_service;
GRANT SELECT, INSERT, DELETE, UPDATE (title) ON safer.priority_set_member TO safer_rules;

CREATE POLICY published ON safer.priority_set_member FOR SELECT TO safer_service
USING (
    priority_set IN (SELECT s.id FROM safer.priority_set AS s));
CREATE POLICY rules ON safer.priority_set_member TO safer_rules, safer_owner USING (true) WITH CHECK (true);
