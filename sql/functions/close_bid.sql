-- Withdraws a bid, for who made it, or rejects it, for the host of the fund, saying why and, where cites is true, by which
-- decision, which the caller sees (NULL: it sees none). Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.close_bid(bid_id uuid, state text, reason text, cites boolean, decided uuid, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.bid;
    round safer.grant_round;
    decision safer.decision;
BEGIN
    SELECT * INTO held FROM safer.bid AS b
    WHERE b.id = bid_id
        AND safer.reads_bid(b)
    FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN;
    ELSIF state = 'withdrawn' AND held.bidder <> caller THEN
        PERFORM safer.refuse('not-your-bid', 'A bid is withdrawn by the organisation that made it.');
    ELSIF state = 'rejected' AND NOT EXISTS (
            SELECT
            FROM safer.grant_round AS r
            JOIN safer.fund AS f ON f.id = r.fund
            WHERE r.id = held.round
                AND f.host = caller) THEN
        PERFORM safer.refuse('not-the-host', 'A bid is decided by the host of the fund whose money it asks for.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The bid has changed since you read it. Read it again, then decide.');
    ELSIF held.state <> 'submitted' THEN
        PERFORM safer.refuse('state-conflict', format('The bid is ''%s'', and stays so.', held.state), NULL,
            jsonb_build_object('state', held.state, 'allowed', jsonb_build_array()));
    END IF;
    IF cites THEN
        SELECT * INTO round FROM safer.grant_round AS r WHERE r.id = held.round;
        SELECT * INTO decision FROM safer.decision AS d WHERE d.id = decided;
        PERFORM safer.check_award_decision(round, decision);
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.bids AS x WHERE x.id = held.id);
    UPDATE safer.bid AS b
    SET state = close_bid.state, decided_because = reason, decided_on = safer.today(), decision = decided
    WHERE b.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.close_bid(uuid, text, text, boolean, uuid, integer) OWNER TO safer_rules;
