-- The first and the last month of a forecast, as the first days of both: those asked for, else from the financial year
-- in which the fund's latest agreement begins to the month in which that ends, else three years from this one.
CREATE FUNCTION safer.forecast_range(fund text, from_month text, to_month text)
RETURNS TABLE (first_month date, last_month date)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    latest safer.agreement;
BEGIN
    SELECT *
    INTO latest
    FROM safer.agreement AS a
    WHERE a.fund = forecast_range.fund
        AND a.starts_on <= safer.today()
    ORDER BY a.starts_on DESC, a.id
    LIMIT 1;
    first_month := coalesce((from_month || '-01')::date,
        safer.financial_year_start(safer.financial_year_of(coalesce(latest.starts_on, safer.today()))));
    last_month := coalesce((to_month || '-01')::date,
        CASE WHEN latest.id IS NOT NULL
            THEN least(date_trunc('month', latest.ends_on), first_month + interval '599 months')::date END,
        (safer.financial_year_start(safer.financial_year_of(safer.today())) + interval '35 months')::date);
    IF last_month < first_month THEN
        PERFORM safer.refuse_parameter('scenario-invalid', CASE WHEN to_month IS NULL THEN 'from' ELSE 'to' END,
            format('The forecast would end in %s, before it begins in %s.', to_char(last_month, 'YYYY-MM'),
                to_char(first_month, 'YYYY-MM')));
    ELSIF first_month < date '2000-01-01' OR last_month > date '2100-12-31' THEN
        PERFORM safer.refuse_parameter('scenario-invalid',
            CASE WHEN first_month < date '2000-01-01' THEN 'from' ELSE 'to' END,
            'A forecast lies between 2000 and 2100.');
    ELSIF last_month >= first_month + interval '50 years' THEN
        PERFORM safer.refuse_parameter('scenario-invalid', 'to', 'A forecast covers fifty years at the most.');
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.forecast_range(text, text, text) OWNER TO safer_rules;
