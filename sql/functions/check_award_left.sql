-- An award is no more than its bid asked for, than its round has left, and than its fund holds that is not promised. Both
-- are held until the end of the transaction, so that two who award at one moment do not both award the last pounds.
CREATE FUNCTION safer.check_award_left(round safer.grant_round, bid safer.bid, amount_pence bigint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    left_pence bigint := round.amount_pence - safer.round_committed(round.id);
BEGIN
    IF amount_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'An award is more than nothing: one penny at the least.',
            '/amount_pence');
    ELSIF amount_pence > bid.amount_pence THEN
        PERFORM safer.refuse('award-over-bid', format('The bid asks for %s.', safer.pounds(bid.amount_pence)),
            '/amount_pence');
    ELSIF amount_pence > left_pence THEN
        PERFORM safer.refuse('award-over-round', format('Of the round %s are left, and this is %s.',
            safer.pounds(left_pence), safer.pounds(amount_pence)), '/amount_pence',
            jsonb_build_object('left_pence', left_pence));
    END IF;
    PERFORM FROM safer.fund AS f WHERE f.id = round.fund FOR NO KEY UPDATE;
    left_pence := safer.fund_available(round.fund) - safer.fund_promised(round.fund) - safer.fund_undivided(round.fund);
    IF amount_pence > left_pence THEN
        PERFORM safer.refuse('award-over-fund', format('The fund has %s that are not awarded yet, and this is %s.',
            safer.pounds(left_pence), safer.pounds(amount_pence)), '/amount_pence',
            jsonb_build_object('left_pence', left_pence));
    END IF;
END
$$;

ALTER FUNCTION safer.check_award_left(safer.grant_round, safer.bid, bigint) OWNER TO safer_rules;
