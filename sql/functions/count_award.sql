-- Counts what was paid of an award and what came back of it; constraints of the award say what may not come of that.
CREATE FUNCTION safer.count_award(award_id uuid)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE safer.award AS a
    SET paid_pence = (
            SELECT coalesce(sum(t.amount_pence), 0)
            FROM safer.tranche AS t
            WHERE t.award = a.id
                AND t.expenditure IS NOT NULL),
        returned_pence = (
            SELECT coalesce(sum(r.amount_pence), 0)
            FROM safer.grant_refund AS r
            WHERE r.award = a.id
                AND r.reversed_at IS NULL)
    WHERE a.id = award_id;
END
$$;

ALTER FUNCTION safer.count_award(uuid) OWNER TO safer_rules;
