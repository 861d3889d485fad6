-- What an award comes to, in pence: all of it while it lasts; of one that is withdrawn what was paid, and of one that is
-- settled all but the tranches that were not needed. The rest was released.
CREATE FUNCTION safer.award_kept(award safer.award)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE award.state
        WHEN 'active' THEN award.amount_pence
        WHEN 'withdrawn' THEN award.paid_pence
        ELSE award.amount_pence - (
            SELECT coalesce(sum(t.amount_pence), 0)::bigint
            FROM safer.tranche AS t
            WHERE t.award = award_kept.award.id
                AND t.expenditure IS NULL) END;
END
$$;

ALTER FUNCTION safer.award_kept(safer.award) OWNER TO safer_rules;
