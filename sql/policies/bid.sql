-- A bid is read by who made it, by the lead of its project, the constituent partners, the commissioner and the host of the
-- fund.
GRANT SELECT ON safer.bid TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.bid TO safer_rules;

CREATE POLICY shown ON safer.bid FOR SELECT TO safer_service
USING (
    bidder = (SELECT nullif(current_setting('safer.partner', true), ''))
    OR (SELECT safer.reads_every_bid())
    OR round = ANY ((SELECT safer.rounds_kept())::text[])
    OR project IN (
        SELECT p.id
        FROM safer.project AS p
        WHERE p.lead = (SELECT nullif(current_setting('safer.partner', true), ''))));
CREATE POLICY rules ON safer.bid TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.reads_every_bid(), safer.rounds_kept() TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION safer.reads_bid(safer.bid) TO safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.create_bid(uuid, text, jsonb, jsonb),
    safer.close_bid(uuid, text, text, boolean, uuid, integer),
    safer.similar_to_bid(uuid)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.check_answers(text, jsonb) TO safer_rules;
GRANT SELECT ON api.bids TO safer_service, safer_rules;
