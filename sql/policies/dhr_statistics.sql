-- Counts that were printed or issued are read by everybody.
GRANT SELECT ON safer.dhr_statistics TO safer_service;
GRANT SELECT, INSERT ON safer.dhr_statistics TO safer_rules;

CREATE POLICY shown ON safer.dhr_statistics FOR SELECT TO safer_service
USING (true);
CREATE POLICY rules ON safer.dhr_statistics TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.issue_dhr_statistics(uuid, date, date, text), safer.dhr_counts() TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.dhr_counted(date),
    safer.dhr_stage_counts(date, date),
    safer.dhr_features(date),
    safer.dhr_person_features(safer.dhr_person),
    safer.dhr_characteristics(date, boolean),
    safer.hidden_cells(integer[])
TO safer_rules;
GRANT SELECT ON api.dhr_statistics TO safer_service;
