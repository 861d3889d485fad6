-- What a forecast rests on, for its reader: the contributions, posts and costs counted, what is not counted, and
-- sentences that say so. NULL to who does not read the fund whole.
CREATE FUNCTION safer.forecast_assumptions(fund text, first_month date, last_month date, begins_with bigint,
    opening_pence bigint, contributions text, due text, starts text, costs text, actual_until text)
RETURNS json
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    until date := (actual_until || '-01')::date;
    paid json;
    posts json;
    extra json;
    unpriced json;
BEGIN
    IF fund <> ALL (safer.funds_read_whole()) THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(json_agg(json_build_object('financial_year', c.financial_year, 'partners', c.partners,
        'amount_pence', c.amount_pence, 'due_on', c.due_on, 'source', c.source) ORDER BY c.due_on, c.source), '[]')
    INTO paid
    FROM safer.forecast_contributions(fund, first_month, last_month, contributions, due) AS c
    WHERE date_trunc('month', c.due_on) > coalesce(until, '-infinity');
    SELECT coalesce(json_agg(json_build_object('post', p.post, 'title', p.title,
        'annual_cost_pence', p.annual_cost_pence, 'from', to_char(p.first, 'YYYY-MM'), 'until', to_char(p.last, 'YYYY-MM'),
        'source', p.source) ORDER BY p.post, p.first), '[]')
    INTO posts
    FROM (
        SELECT m.post, m.title, m.annual_cost_pence, m.source, min(m.month) AS first, max(m.month) AS last
        FROM safer.forecast_post_months(fund, starts, first_month, last_month) AS m
        WHERE m.month > coalesce(until, '-infinity')
        GROUP BY m.post, m.title, m.annual_cost_pence, m.source
    ) AS p;
    SELECT coalesce(json_agg(json_build_object('month', x.key, 'amount_pence', x.value::bigint) ORDER BY x.key), '[]')
    INTO extra
    FROM safer.read_pairs(costs) AS x
    WHERE safer.read_date(x.key || '-01') > coalesce(until, '-infinity');
    SELECT coalesce(json_agg(json_build_object('purpose', u.id, 'name', u.name) ORDER BY u.id), '[]')
    INTO unpriced
    FROM safer.purpose AS u
    WHERE u.fund = forecast_assumptions.fund
        AND u.kind <> 'post';
    RETURN json_build_object('opening_pence', begins_with,
        'opening_source', CASE WHEN opening_pence IS NOT NULL THEN 'scenario' WHEN until IS NOT NULL THEN 'ledger'
            ELSE 'nothing' END,
        'actual_until', actual_until, 'contributions', paid, 'posts', posts, 'costs', extra, 'not_counted', unpriced,
        'says', safer.forecast_says(begins_with, opening_pence IS NOT NULL, first_month, actual_until,
            json_array_length(unpriced), num_nonnulls(contributions, due) > 0));
END
$$;

ALTER FUNCTION safer.forecast_assumptions(text, date, date, bigint, bigint, text, text, text, text, text)
    OWNER TO safer_rules;
