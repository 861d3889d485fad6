-- Refuses a scenario that cannot be, and names every fault: years and days that are none, months outside the forecast,
-- posts the fund does not pay, what is named twice.
CREATE FUNCTION safer.check_scenario(fund text, first_month date, last_month date, contributions text, due text,
    starts text, costs text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    range text := format('%s to %s', to_char(first_month, 'YYYY-MM'), to_char(last_month, 'YYYY-MM'));
    faults jsonb;
BEGIN
    WITH given AS (
        SELECT g.parameter, x.*
        FROM (VALUES ('contributions', contributions), ('due', due), ('starts', starts), ('costs', costs))
            AS g (parameter, pairs)
        CROSS JOIN LATERAL safer.read_pairs(g.pairs) AS x
    ), judged AS (
        SELECT DISTINCT g.parameter, CASE
            WHEN g.times > 1 THEN format('%s is named twice.', g.key)
            WHEN g.parameter IN ('contributions', 'due')
                AND safer.financial_year_of(safer.financial_year_start(g.key)) <> g.key
                THEN format('%s is no financial year: the second year follows the first.', g.key)
            WHEN g.parameter IN ('contributions', 'due') AND (safer.financial_year_start(g.key) > last_month
                OR safer.financial_year_start(g.key) + interval '1 year' <= first_month)
                THEN format('%s lies outside the forecast, %s.', g.key, range)
            WHEN g.parameter = 'contributions' AND NOT EXISTS (SELECT FROM safer.agreement AS a
                WHERE a.fund = check_scenario.fund)
                THEN 'The fund has no agreement whose parties could pay it.'
            WHEN g.parameter = 'due' AND NOT EXISTS (SELECT FROM safer.agreement_minimum AS m
                    WHERE m.fund = check_scenario.fund AND m.financial_year = g.key AND m.lapsed_on IS NULL)
                AND NOT EXISTS (SELECT FROM safer.read_pairs(contributions) AS c WHERE c.key = g.key)
                THEN format('Nothing is due for %s: no agreement covers it, and contributions does not name it.', g.key)
            WHEN g.parameter = 'due' AND g.day IS NULL THEN format('There is no day %s.', g.value)
            WHEN g.parameter = 'due' AND safer.financial_year_of(g.day) <> g.key
                THEN format('%s does not lie in %s.', g.value, g.key)
            WHEN g.parameter = 'starts' AND g.day IS NULL THEN format('There is no month %s.', g.value)
            WHEN g.parameter = 'starts' AND NOT EXISTS (SELECT FROM safer.post_term AS t
                WHERE t.post = g.key AND t.fund = check_scenario.fund)
                THEN format('The fund pays no post ''%s''.', g.key)
            WHEN g.parameter = 'starts' AND g.day NOT BETWEEN first_month AND last_month
                THEN format('%s lies outside the forecast, %s.', g.value, range)
            WHEN g.parameter = 'costs' AND safer.read_date(g.key || '-01') IS NULL
                THEN format('There is no month %s.', g.key)
            WHEN g.parameter = 'costs' AND safer.read_date(g.key || '-01') NOT BETWEEN first_month AND last_month
                THEN format('%s lies outside the forecast, %s.', g.key, range)
            END AS fault
        FROM given AS g
    )
    SELECT jsonb_agg(jsonb_build_object('parameter', j.parameter, 'code', 'scenario-invalid', 'detail', j.fault)
        ORDER BY j.parameter, j.fault)
    INTO faults
    FROM judged AS j
    WHERE j.fault IS NOT NULL;
    IF faults IS NOT NULL THEN
        PERFORM safer.refuse('scenario-invalid', CASE jsonb_array_length(faults)
            WHEN 1 THEN faults -> 0 ->> 'detail'
            ELSE format('%s things in the scenario cannot be.', jsonb_array_length(faults)) END,
            NULL, jsonb_build_object('errors', faults));
    END IF;
END
$$;

ALTER FUNCTION safer.check_scenario(text, date, date, text, text, text, text) OWNER TO safer_rules;
