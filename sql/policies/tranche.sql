-- The tranches of an award are read by its recipient, by the constituent partners, the commissioner and the host.
GRANT SELECT ON safer.tranche TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.tranche TO safer_rules;

CREATE POLICY shown ON safer.tranche FOR SELECT TO safer_service
USING (
    (SELECT safer.reads_every_bid())
    OR award IN (
        SELECT a.id
        FROM safer.award AS a
        WHERE a.recipient = (SELECT nullif(current_setting('safer.partner', true), ''))
            OR a.round = ANY ((SELECT safer.rounds_kept())::text[])));
CREATE POLICY rules ON safer.tranche TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.set_tranches(uuid, jsonb, integer),
    safer.pay_tranche(uuid, uuid, date, text, text)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.divide_award(uuid, jsonb) TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.tranche_paid_on(uuid) TO safer_service, safer_rules;
GRANT SELECT ON api.award_tranches TO safer_service, safer_rules;
