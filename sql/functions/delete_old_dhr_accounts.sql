-- Retention: removes the accounts of chairs whose last day was before a day, or whose review was over before it, so many at the
-- most: how many.
CREATE FUNCTION safer.delete_old_dhr_accounts(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deleted bigint;
BEGIN
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
        LIMIT most));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END
$$;

ALTER FUNCTION safer.delete_old_dhr_accounts(date, integer) OWNER TO safer_rules;
