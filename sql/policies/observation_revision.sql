-- What was known of observations before, for those who read the observations. It is written by rules only.
GRANT SELECT ON safer.observation_revision TO safer_service;
GRANT SELECT, INSERT ON safer.observation_revision TO safer_rules;

CREATE POLICY concerned ON safer.observation_revision FOR SELECT TO safer_service
USING (
    (SELECT safer.reads_every_series())
    OR indicator IN (
        SELECT i.number
        FROM safer.indicator AS i
        WHERE i.published
            OR i.source = nullif(current_setting('safer.partner', true), ''))
    OR area IN (
        SELECT a.number
        FROM safer.area AS a
        WHERE safer.is_partner()
            AND (NOT a.local OR a.partner = nullif(current_setting('safer.partner', true), ''))));
CREATE POLICY rules ON safer.observation_revision TO safer_rules, safer_owner USING (true) WITH CHECK (true);
