-- The forecast of a fund, month by month with the balance at the end of each. It checks the scenario first. No rows to
-- who does not read the fund whole. actual_until is a month, as 2018-09: up to it the ledger stands for the plan.
CREATE FUNCTION safer.fund_forecast(fund text, from_month text, to_month text, opening_pence bigint,
    contributions text, due text, starts text, costs text, actual_until text)
RETURNS TABLE (month date, in_pence bigint, out_pence bigint, balance_pence bigint, actual boolean, opening bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    range record;
    until date := (actual_until || '-01')::date;
    begins_with bigint;
BEGIN
    IF fund_forecast.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN;
    END IF;
    SELECT * INTO range FROM safer.forecast_range(fund_forecast.fund, from_month, to_month);
    PERFORM safer.check_scenario(fund_forecast.fund, range.first_month, range.last_month, contributions, due, starts,
        costs);
    IF until > safer.today() THEN
        PERFORM safer.refuse_parameter('scenario-invalid', 'actual_until',
            format('The ledger does not reach to %s: today is %s.', actual_until, safer.today()));
    ELSIF until < range.first_month - interval '1 month' OR until > range.last_month THEN
        PERFORM safer.refuse_parameter('scenario-invalid', 'actual_until',
            format('%s lies outside the forecast, %s to %s.', actual_until, to_char(range.first_month, 'YYYY-MM'),
                to_char(range.last_month, 'YYYY-MM')));
    END IF;
    begins_with := safer.forecast_opening(fund_forecast.fund, range.first_month, opening_pence, until);
    RETURN QUERY
    SELECT m.month, m.in_pence, m.out_pence,
        (begins_with + sum(m.in_pence - m.out_pence) OVER (ORDER BY m.month))::bigint,
        m.month <= coalesce(until, '-infinity'), begins_with
    FROM safer.forecast_months(fund_forecast.fund, range.first_month, range.last_month, contributions, due, starts, costs,
        until) AS m
    ORDER BY m.month;
END
$$;

ALTER FUNCTION safer.fund_forecast(text, text, text, bigint, text, text, text, text, text) OWNER TO safer_rules;
