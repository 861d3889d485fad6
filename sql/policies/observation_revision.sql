-- What was known of observations before, for those who read the observations. It is written by rules only.
GRANT SELECT ON safer.observation_revision TO safer_service;
GRANT SELECT, INSERT ON safer.observation_revision TO safer_rules;

CREATE POLICY concerned ON safer.observation_revision FOR SELECT TO safer_service
USING (
    (SELECT safer.reads_every_series())
    OR indicator IN (SELECT safer.indicators_read())
    OR area IN (SELECT safer.areas_read()));
CREATE POLICY rules ON safer.observation_revision TO safer_rules, safer_owner USING (true) WITH CHECK (true);
