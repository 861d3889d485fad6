-- Returns are read by the recipient, by the constituent partners, the commissioner and the host.
GRANT SELECT ON safer.monitoring_return TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.monitoring_return TO safer_rules;

CREATE POLICY shown ON safer.monitoring_return FOR SELECT TO safer_service
USING (
    (SELECT safer.reads_every_bid())
    OR award IN (
        SELECT a.id
        FROM safer.award AS a
        WHERE a.recipient = (SELECT nullif(current_setting('safer.partner', true), ''))
            OR a.round = ANY ((SELECT safer.rounds_kept())::text[])));
CREATE POLICY rules ON safer.monitoring_return TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_monitoring_return(uuid, uuid, date),
    safer.receive_monitoring_return(uuid, bigint, text, date, integer),
    safer.decide_monitoring_return(uuid, text, text, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.ask_for_return(uuid, uuid, date, text),
    safer.kept_return(uuid, integer)
TO safer_rules;
GRANT SELECT ON api.monitoring_returns TO safer_service, safer_rules;
