-- What came back is read by the recipient, by the constituent partners, the commissioner and the host.
GRANT SELECT ON safer.grant_refund TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.grant_refund TO safer_rules;

CREATE POLICY shown ON safer.grant_refund FOR SELECT TO safer_service
USING (
    (SELECT safer.reads_every_bid())
    OR award IN (
        SELECT a.id
        FROM safer.award AS a
        WHERE a.recipient = (SELECT nullif(current_setting('safer.partner', true), ''))
            OR a.round = ANY ((SELECT safer.rounds_kept())::text[])));
CREATE POLICY rules ON safer.grant_refund TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_refund(uuid, uuid, bigint, date, text, text),
    safer.reverse_refund(uuid, text, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.check_refund_reference(text, text) TO safer_rules;
GRANT SELECT ON api.grant_refunds TO safer_service, safer_rules;
