-- Returns are read by the recipient, by the constituent partners, and by the commissioner.
GRANT SELECT ON safer.monitoring_return TO safer_service;
GRANT SELECT ON safer.monitoring_return TO safer_rules;

CREATE POLICY shown ON safer.monitoring_return FOR SELECT TO safer_service
USING (
    (SELECT safer.reads_every_bid())
    OR award IN (
        SELECT a.id
        FROM safer.award AS a
        WHERE a.recipient = nullif(current_setting('safer.partner', true), '')));
CREATE POLICY rules ON safer.monitoring_return TO safer_rules, safer_owner USING (true) WITH CHECK (true);
