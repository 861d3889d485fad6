-- The reviews that were over before a day: not to be made, or with all actions complete.
CREATE FUNCTION safer.dhrs_over(before_day date)
RETURNS uuid[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(
        SELECT d.id
        FROM safer.dhr AS d
        WHERE (d.stage = 'actions_complete' OR d.decision = 'no_review')
            AND d.stage_on < before_day);
END
$$;

ALTER FUNCTION safer.dhrs_over(date) OWNER TO safer_rules;
