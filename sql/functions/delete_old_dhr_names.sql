-- Retention: removes the marks of names of reviews that were over before a day, so many at the most: how many.
CREATE FUNCTION safer.delete_old_dhr_names(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reviews uuid[];
BEGIN
    WITH deleted AS (
        DELETE FROM safer.dhr_name AS t
        WHERE t.ctid = ANY (ARRAY(
            SELECT o.ctid
            FROM safer.dhr_name AS o
            WHERE o.dhr = ANY (safer.dhrs_over(before_day))
            LIMIT most))
        RETURNING t.dhr
    )
    SELECT array_agg(x.dhr) INTO reviews FROM deleted AS x;
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = ANY (reviews);
    RETURN coalesce(cardinality(reviews), 0);
END
$$;

ALTER FUNCTION safer.delete_old_dhr_names(date, integer) OWNER TO safer_rules;
