-- A round names a funder and a body there are, and offers more than nothing.
CREATE FUNCTION safer.check_round(round safer.grant_round)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF round.funder IS NOT NULL AND NOT EXISTS (SELECT FROM safer.partner AS p WHERE p.id = round.funder) THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', round.funder), '/funder');
    ELSIF round.body IS NOT NULL AND NOT EXISTS (SELECT FROM safer.body AS b WHERE b.id = round.body) THEN
        PERFORM safer.refuse('unknown-body', format('There is no body ''%s''.', round.body), '/body');
    ELSIF round.amount_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'A round offers more than nothing: one penny at the least.',
            '/amount_pence');
    END IF;
END
$$;

ALTER FUNCTION safer.check_round(safer.grant_round) OWNER TO safer_rules;
