-- What of a round is awarded and stays so, in pence: of an award that is withdrawn what was paid, of one that is settled
-- all but the tranches that were not needed; and of each without what came back.
CREATE FUNCTION safer.round_committed(round text)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(sum(CASE a.state
                WHEN 'active' THEN a.amount_pence
                WHEN 'withdrawn' THEN a.paid_pence
                ELSE a.amount_pence - (
                    SELECT coalesce(sum(t.amount_pence), 0)
                    FROM safer.tranche AS t
                    WHERE t.award = a.id
                        AND t.expenditure IS NULL) END - a.returned_pence), 0)::bigint
        FROM safer.award AS a
        WHERE a.round = round_committed.round);
END
$$;

ALTER FUNCTION safer.round_committed(text) OWNER TO safer_rules;
