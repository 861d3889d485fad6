-- What is still open of an award before it is settled, each with kind, id and a sentence; '[]' when nothing is. The last
-- return that is accepted says what was spent: what was paid beyond it is to come back, and what was spent beyond what was
-- paid is to be paid while there are tranches for it.
CREATE FUNCTION safer.open_of_award(award safer.award)
RETURNS jsonb
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    kept bigint := award.paid_pence - award.returned_pence;
    spent bigint := (
        SELECT r.spent_pence
        FROM safer.monitoring_return AS r
        WHERE r.award = award.id
            AND r.state = 'accepted'
        ORDER BY r.due_on DESC
        LIMIT 1);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'id', o.id, 'detail', o.detail)
            ORDER BY o.rank, o.place), '[]')
        FROM (
            SELECT 1 AS rank, row_number() OVER (ORDER BY r.due_on) AS place, 'return' AS kind, r.id,
                format('The monitoring return that is due on %s is not accepted.', r.due_on) AS detail
            FROM safer.monitoring_return AS r
            WHERE r.award = award.id
                AND r.state <> 'accepted'
            UNION ALL
            SELECT 2, c.place, 'condition', c.id, format('Condition %s is not met.', c.place)
            FROM safer.award_condition AS c
            WHERE c.award = award.id
                AND c.met_on IS NULL
            UNION ALL
            SELECT 3, 1, 'underspend', award.id, format('Of what was paid %s were not spent and have not come back.',
                safer.pounds(kept - spent))
            WHERE kept > spent
            UNION ALL
            SELECT 4, t.place, 'tranche', t.id, format('Tranche %s, %s, is not paid.', t.place,
                safer.pounds(t.amount_pence))
            FROM safer.tranche AS t
            WHERE t.award = award.id
                AND t.expenditure IS NULL
                AND (spent IS NULL OR spent > kept)) AS o);
END
$$;

ALTER FUNCTION safer.open_of_award(safer.award) OWNER TO safer_rules;
