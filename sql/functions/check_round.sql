-- A round names a body there is, offers more than nothing, and no less than it has awarded.
CREATE FUNCTION safer.check_round(round safer.grant_round)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    awarded bigint;
BEGIN
    IF round.body IS NOT NULL AND NOT EXISTS (SELECT FROM safer.body AS b WHERE b.id = round.body) THEN
        PERFORM safer.refuse('unknown-body', format('There is no body ''%s''.', round.body), '/body');
    ELSIF round.amount_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'A round offers more than nothing: one penny at the least.',
            '/amount_pence');
    END IF;
    awarded := safer.round_committed(round.id);
    IF round.amount_pence < awarded THEN
        PERFORM safer.refuse('amount-below-awarded', format('Of this round %s are awarded.', safer.pounds(awarded)),
            '/amount_pence');
    END IF;
END
$$;

ALTER FUNCTION safer.check_round(safer.grant_round) OWNER TO safer_rules;
