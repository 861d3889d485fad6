-- Whether a day lies in the term of an agreement of the fund, or in one for which the fund names a contributor.
CREATE FUNCTION safer.period_covered(fund text, day date)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM safer.agreement AS a
        WHERE a.fund = period_covered.fund
            AND day BETWEEN a.starts_on AND coalesce(a.dissolved_on, a.ends_on)
    ) OR EXISTS (
        SELECT
        FROM safer.fund_contributor AS c
        WHERE c.fund = period_covered.fund
            AND day BETWEEN c.from_on AND coalesce(c.to_on, 'infinity'));
END
$$;

ALTER FUNCTION safer.period_covered(text, date) OWNER TO safer_rules;
