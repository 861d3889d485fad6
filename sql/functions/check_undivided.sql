-- An award of which no tranche is known is divided before anything is spent on its purpose: what was, would be paid twice.
CREATE FUNCTION safer.check_undivided(award safer.award)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    spent bigint;
BEGIN
    IF EXISTS (SELECT FROM safer.tranche AS t WHERE t.award = check_undivided.award.id) THEN
        RETURN;
    END IF;
    SELECT sum(x.amount_pence) INTO spent
    FROM safer.expenditure AS x
    WHERE x.fund = check_undivided.award.fund
        AND x.purpose = check_undivided.award.purpose
        AND x.reversed_at IS NULL
        AND NOT EXISTS (SELECT FROM safer.tranche AS t WHERE t.expenditure = x.id);
    IF spent > 0 THEN
        PERFORM safer.refuse('state-conflict', format('%s were spent on its purpose without tranches: reverse that, then'
            ' pay it by tranches.', safer.pounds(spent)), NULL,
            jsonb_build_object('state', award.state, 'allowed', jsonb_build_array()));
    END IF;
END
$$;

ALTER FUNCTION safer.check_undivided(safer.award) OWNER TO safer_rules;
