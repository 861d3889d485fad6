-- Retention: removes the accounts of chairs whose last day was before a day, or whose review was over before it, so
-- many at the most: how many.
CREATE FUNCTION safer.delete_old_dhr_accounts(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reviews uuid[];
BEGIN
    WITH deleted AS (
        DELETE FROM safer.dhr_chair_account AS t
        WHERE t.ctid = ANY (ARRAY(
            SELECT o.ctid
            FROM safer.dhr_chair_account AS o
            WHERE o.dhr = ANY (safer.dhrs_over(before_day))
                OR EXISTS (
                    SELECT
                    FROM safer.dhr_chair AS c
                    WHERE c.dhr = o.dhr
                        AND c.place = o.place
                        AND c.to_on < before_day)
            LIMIT most))
        RETURNING t.dhr
    )
    SELECT array_agg(x.dhr) INTO reviews FROM deleted AS x;
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = ANY (reviews);
    RETURN coalesce(cardinality(reviews), 0);
END
$$;

ALTER FUNCTION safer.delete_old_dhr_accounts(date, integer) OWNER TO safer_rules;
