-- What withholds the rest of an award, in the order it was due, each with kind ('return' or 'condition'), id, due_on and
-- a sentence that says until when; '[]' when nothing does. A return that is overdue withholds until it comes in; one that
-- has failed until it has come in anew and is accepted; a condition until it is met, from its day on or, without one, from
-- the first. Of an award that is over nothing is withheld: it is released.
CREATE FUNCTION safer.withheld_because(award uuid)
RETURNS jsonb
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('kind', w.kind, 'id', w.id, 'due_on', w.due_on, 'detail', w.detail)
            ORDER BY w.due_on NULLS FIRST, w.kind, w.id), '[]')
        FROM (
            SELECT 'return' AS kind, r.id, r.due_on, CASE
                WHEN r.failures = 0 THEN format('The monitoring return that was due on %s has not come in: withheld'
                    ' until it has.', r.due_on)
                ELSE format('The monitoring return of %s has failed: withheld until it has come in anew and is'
                    ' accepted.', r.due_on) END AS detail
            FROM safer.monitoring_return AS r
            WHERE r.award = withheld_because.award
                AND (r.state = 'due' AND r.due_on < safer.today()
                    OR r.failures > 0 AND r.state <> 'accepted')
            UNION ALL
            SELECT 'condition', c.id, c.due_on, CASE
                WHEN c.failed_on IS NOT NULL THEN format('Condition %s has failed: withheld until it is met.', c.place)
                WHEN c.due_on IS NULL THEN format('Condition %s is to be met before anything is paid: withheld until'
                    ' it is.', c.place)
                ELSE format('Condition %s was to be met by %s: withheld until it is.', c.place, c.due_on) END
            FROM safer.award_condition AS c
            WHERE c.award = withheld_because.award
                AND c.met_on IS NULL
                AND (c.failed_on IS NOT NULL OR c.due_on IS NULL OR c.due_on < safer.today())) AS w
        JOIN safer.award AS a ON a.id = withheld_because.award AND a.state = 'active');
END
$$;

ALTER FUNCTION safer.withheld_because(uuid) OWNER TO safer_rules;
