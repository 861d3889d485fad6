-- The steps that led to a set are read by whoever reads the set.
GRANT SELECT ON safer.lineage_step TO safer_service;
GRANT SELECT, INSERT ON safer.lineage_step TO safer_rules;

CREATE POLICY published ON safer.lineage_step FOR SELECT TO safer_service
USING (
    priority_set IN (SELECT s.id FROM safer.priority_set AS s));
CREATE POLICY rules ON safer.lineage_step TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.lineage TO safer_service, safer_rules;
