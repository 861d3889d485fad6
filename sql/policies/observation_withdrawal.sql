-- Why an observation was withdrawn is read by partners that read the observation. It is written by rules only.
GRANT SELECT (id, indicator, area, starts_on, revision, reason, partner, created_at, version)
ON safer.observation_withdrawal TO safer_service;
GRANT SELECT, INSERT ON safer.observation_withdrawal TO safer_rules;
GRANT SELECT ON api.observation_withdrawals TO safer_service;

CREATE POLICY concerned ON safer.observation_withdrawal FOR SELECT TO safer_service
USING (
    (SELECT safer.is_partner())
    AND EXISTS (
        SELECT
        FROM safer.observation AS o
        WHERE o.indicator = observation_withdrawal.indicator
            AND o.area = observation_withdrawal.area
            AND o.starts_on = observation_withdrawal.starts_on));
CREATE POLICY rules ON safer.observation_withdrawal TO safer_rules, safer_owner USING (true) WITH CHECK (true);
