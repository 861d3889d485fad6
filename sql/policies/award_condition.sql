-- The conditions of an award are read by its recipient, by the constituent partners, the commissioner and the host.
GRANT SELECT ON safer.award_condition TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.award_condition TO safer_rules;

CREATE POLICY shown ON safer.award_condition FOR SELECT TO safer_service
USING (
    (SELECT safer.reads_every_bid())
    OR award IN (
        SELECT a.id
        FROM safer.award AS a
        WHERE a.recipient = (SELECT nullif(current_setting('safer.partner', true), ''))
            OR a.round = ANY ((SELECT safer.rounds_kept())::text[])));
CREATE POLICY rules ON safer.award_condition TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.decide_award_condition(uuid, text, date, text) TO safer_service;
GRANT SELECT ON api.award_conditions TO safer_service, safer_rules;
