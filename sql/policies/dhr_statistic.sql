-- Counts that were printed or issued are read by everybody.
GRANT SELECT ON safer.dhr_statistic TO safer_service;
GRANT SELECT, INSERT ON safer.dhr_statistic TO safer_rules;

CREATE POLICY shown ON safer.dhr_statistic FOR SELECT TO safer_service
USING (true);
CREATE POLICY rules ON safer.dhr_statistic TO safer_rules, safer_owner USING (true) WITH CHECK (true);
