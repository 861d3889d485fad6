-- What is published everybody reads. Of the rest some partners and an indicator's source read every area, other
-- partners those above district level and their own. What is asked about whom is asked once a statement, not row by
-- row. Observations are written by safer.load_observations and safer.withdraw_observation only.
GRANT SELECT ON safer.observation TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.observation TO safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.open_observation_staging(),
    safer.load_observations(uuid, text, text, text, bigint, boolean),
    safer.withdraw_observation(uuid, text, text, text, text),
    safer.observation_window(text, timestamptz, text),
    safer.series_shown_anew(),
    safer.changes_since(text),
    safer.changes_before(text, text),
    safer.series_told_anew(text, text, text),
    safer.period_edge(text, text, boolean),
    safer.revision_period(text, text),
    safer.indicators_read(),
    safer.areas_read()
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.value_fault(text, text),
    safer.read_value(text),
    safer.is_kept_value(numeric, text),
    safer.database_life()
TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.period_fault(text, text, text) TO safer_service, safer_rules;
GRANT SELECT ON api.observations, api.observation_states TO safer_service, safer_rules;

CREATE POLICY concerned ON safer.observation FOR SELECT TO safer_service
USING (
    (SELECT safer.reads_every_series())
    OR indicator IN (SELECT safer.indicators_read())
    OR area IN (SELECT safer.areas_read()));
CREATE POLICY rules ON safer.observation TO safer_rules, safer_owner USING (true) WITH CHECK (true);
