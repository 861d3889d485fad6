-- Whether a partner may contribute to a fund on a day: unless it is excluded then.
CREATE FUNCTION safer.may_contribute(fund text, partner text, on_day date)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN NOT EXISTS (
        SELECT
        FROM safer.fund_exclusion AS e
        WHERE e.fund = may_contribute.fund
            AND e.partner = may_contribute.partner
            AND on_day BETWEEN e.from_on AND coalesce(e.to_on, 'infinity'));
END
$$;

ALTER FUNCTION safer.may_contribute(text, text, date) OWNER TO safer_rules;
