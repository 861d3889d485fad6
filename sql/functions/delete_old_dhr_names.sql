-- Retention: removes the marks of names of reviews that were over before a day, so many at the most: how many.
CREATE FUNCTION safer.delete_old_dhr_names(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deleted bigint;
BEGIN
    DELETE FROM safer.dhr_name AS t
    WHERE t.ctid = ANY (ARRAY(
        SELECT o.ctid
        FROM safer.dhr_name AS o
        WHERE o.dhr = ANY (safer.dhrs_over(before_day))
        LIMIT most));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END
$$;

ALTER FUNCTION safer.delete_old_dhr_names(date, integer) OWNER TO safer_rules;
