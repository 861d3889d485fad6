-- The forecast: the memorandum's own figures to the penny, what a scenario changes, what cannot be, and how the ledger
-- stands in place of the plan. What it rests on is said.
\ir support.psql
SELECT plan(131);

\set forecast `cat sql/queries/funds/get_fund_forecast.sql`
\set rows `cat sql/queries/funds/get_fund_forecast.rows.sql`
CREATE TEMP TABLE query (forecast text, rows text);
INSERT INTO query VALUES (:'forecast', :'rows');
GRANT SELECT ON query TO PUBLIC;
-- What the operation answers: all of it, one month's balance, the last balance.
CREATE FUNCTION pg_temp.ask(parameters jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql
AS $$SELECT tap.answer(q.forecast, '{"fund": "kcst-pooled-budget"}' || parameters) FROM query AS q$$;
CREATE FUNCTION pg_temp.month(month text, member text, parameters jsonb DEFAULT '{}') RETURNS text LANGUAGE sql
AS $$SELECT m ->> member FROM jsonb_array_elements(pg_temp.ask(parameters) -> 'months') AS m
    WHERE m ->> 'month' = month$$;
CREATE FUNCTION pg_temp.closes(parameters jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
AS $$SELECT (pg_temp.ask(parameters) #>> '{months,-1,balance_pence}')::bigint$$;
-- With what it closes after something else was so, which is undone.
CREATE FUNCTION pg_temp.closes_if(statement text, parameters jsonb DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER AS $$
BEGIN
    EXECUTE statement;
    RAISE EXCEPTION USING ERRCODE = 'TAP01', MESSAGE = pg_temp.closes(parameters);
EXCEPTION WHEN SQLSTATE 'TAP01' THEN
    RETURN SQLERRM::bigint;
END
$$;
-- What is wrong with a scenario, fault by fault.
CREATE FUNCTION pg_temp.faults(parameters jsonb) RETURNS text[] LANGUAGE sql
AS $$SELECT ARRAY(SELECT f ->> 'parameter' || ': ' || (f ->> 'detail')
        FROM jsonb_array_elements(tap.detail(tap.filled(q.forecast, '{"fund": "kcst-pooled-budget"}' || parameters))
            -> 'errors') AS f)
    FROM query AS q$$;

-- The three posts of the memorandum, where the published data do not have them.
INSERT INTO safer.post (id, employer)
VALUES ('kcst-admin-officer', 'kcc'), ('kcst-coordinator', 'kfrs'), ('kcst-analyst', 'kcc')
ON CONFLICT DO NOTHING;
INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund, agreement, annual_cost_pence,
    funded_from,
    funded_months)
VALUES
    ('kcst-admin-officer', '2018-04-01', 'Administrator', 'kcc', 'team', 'joint', 'kcst-pooled-budget', 'kcst-mou-2018',
        2400000, '2018-04-01', 24),
    ('kcst-coordinator', '2018-04-01', 'Coordinator', 'kfrs', 'team', 'joint', 'kcst-pooled-budget', 'kcst-mou-2018',
        4500000, '2018-04-01', 24),
    ('kcst-analyst', '2018-04-01', 'Analyst', 'kcc', 'team', 'joint', 'kcst-pooled-budget', 'kcst-mou-2018',
        3500000, '2018-04-01', 18)
ON CONFLICT DO NOTHING;
SELECT tap.make_half_hidden_fund();
SELECT tap.make_also_hidden_fund();
SET LOCAL ROLE safer_service;
SELECT tap.acts('kfrs');

-- As the memorandum has it
SELECT is(pg_temp.ask() -> 'years', '[
    {"financial_year": "2017/18", "in_pence": 3000000, "out_pence": 0, "closing_pence": 3000000},
    {"financial_year": "2018/19", "in_pence": 4800000, "out_pence": 10400000, "closing_pence": -2600000},
    {"financial_year": "2019/20", "in_pence": 4800000, "out_pence": 8650000, "closing_pence": -6450000}]'::jsonb,
    '£30,000 brought into the first year of posts, £26,000 short after it, £64,500 short at the end');
SELECT is(pg_temp.month('2018-12', 'balance_pence'), '0', 'nothing is left at the end of December 2018, exactly');
SELECT is(pg_temp.ask() - '{months,years,assumptions}'::text[], '{"fund": "kcst-pooled-budget", "from": "2017-04",
    "to": "2020-03", "first_negative_month": "2019-01", "break_even_pence": 2675000, "never_negative_pence": 2675000,
    "break_even_from": "2018/19"}'::jsonb, 'short from January 2019 on; £26,750 a partner a year would do');
SELECT is(jsonb_array_length(pg_temp.ask() -> 'months'), 36, 'month by month, without a gap');
SELECT is((SELECT string_agg(m ->> 'month' || ' ' || (m ->> 'in_pence'), ', ')
    FROM jsonb_array_elements(pg_temp.ask() -> 'months') AS m WHERE m ->> 'in_pence' <> '0'),
    '2018-01 3000000, 2018-04 4800000, 2019-04 4800000', 'contributions come in when they are due');
SELECT is((SELECT string_agg(m ->> 'out_pence', ' ') FROM jsonb_array_elements(pg_temp.ask() -> 'months') AS m
    WHERE m ->> 'month' BETWEEN '2018-04' AND '2018-09'), '866667 866666 866667 866667 866666 866667',
    'a month costs a twelfth, rounded so that the year comes out');
SELECT is((SELECT string_agg(m ->> 'out_pence', ' ') FROM jsonb_array_elements(pg_temp.ask() -> 'months') AS m
    WHERE m ->> 'month' IN ('2018-03', '2019-09', '2019-10', '2020-03')), '0 866667 575000 575000',
    'the analyst for eighteen months, the others to the end');
SELECT is_empty($$SELECT m FROM jsonb_array_elements(pg_temp.ask() -> 'months') AS m WHERE m ->> 'actual' <> 'false'$$,
    'all of it plan');
SELECT results_eq((SELECT tap.filled(q.rows, '{"fund": "kcst-pooled-budget"}') FROM query AS q),
    $$SELECT m ->> 'month', safer.financial_year_of((m ->> 'month' || '-01')::date), (m ->> 'in_pence')::bigint,
        (m ->> 'out_pence')::bigint, (m ->> 'balance_pence')::bigint, (m ->> 'actual')::boolean
    FROM jsonb_array_elements(pg_temp.ask() -> 'months') AS m ORDER BY 1$$, 'its rows are the same');

-- What would be if
SELECT is(pg_temp.closes(jsonb_build_object('starts', format('kcst-coordinator:%s,kcst-analyst:%1$s', month))), pence,
    'coordinator and analyst from ' || month)
FROM (VALUES ('2018-07', -5325000::bigint), ('2018-10', -4200000), ('2019-01', -2200000)) AS x (month, pence);
SELECT is(pg_temp.closes_if(format($$DELETE FROM safer.post_term
    WHERE fund = 'kcst-pooled-budget' AND post <> ALL (%L)$$, posts)), pence,
    'at £16,000, of the posts only ' || posts::text)
FROM (VALUES ('{kcst-admin-officer}'::text[], 7800000::bigint), ('{kcst-admin-officer,kcst-analyst}', 2550000),
    ('{kcst-admin-officer,kcst-coordinator}', -1200000), ('{}', 12600000)) AS x (posts, pence);
SELECT is(pg_temp.ask('{"opening_pence": 6450000}') - '{months,years,assumptions}'::text[],
    '{"fund": "kcst-pooled-budget",
    "from": "2017-04", "to": "2020-03", "first_negative_month": null, "break_even_pence": 1600000,
    "never_negative_pence": 1600000, "break_even_from": "2018/19"}'::jsonb, 'with £64,500 to begin with, £16,000 do');
SELECT is(pg_temp.closes('{"opening_pence": 6450000}'), 0::bigint, 'to the penny');
SELECT is(pg_temp.closes('{"contributions": "2018/19:2675000,2019/20:2675000"}'), 0::bigint, 'as do £26,750 each');
SELECT is(pg_temp.ask('{"contributions": "2018/19:2675000,2019/20:2675000"}') ->> 'first_negative_month', NULL,
    'then no month ends below nothing');
SELECT is(pg_temp.closes('{"contributions": "2018/19:2674999,2019/20:2674999"}'), -6::bigint, 'and not a penny less');
SELECT is(pg_temp.closes('{"contributions": "2019/20:0"}'), -11250000::bigint, 'nothing may be paid');
SELECT is(pg_temp.closes('{"contributions": "2020/21:1000000", "to": "2021-03"}'), -3450000::bigint,
    'a year no agreement covers is paid by the parties of the latest');
SELECT is(pg_temp.month('2020-04', 'in_pence', '{"contributions": "2020/21:1000000", "to": "2021-03"}'), '3000000',
    'on 1 April');
SELECT is(pg_temp.month('2020-07', 'in_pence', '{"contributions": "2020/21:1000000", "due": "2020/21:2020-07-31",
    "to": "2021-03"}'), '3000000', 'or on the day the scenario says');
SELECT is(concat_ws(' ', pg_temp.month('2018-04', 'in_pence', s), pg_temp.month('2018-07', 'in_pence', s),
    pg_temp.closes(s), pg_temp.ask(s) ->> 'first_negative_month'), '0 4800000 -6450000 2019-01',
    'contributions that come in later are there later')
FROM (VALUES ('{"due": "2018/19:2018-07-31"}'::jsonb)) AS x (s);
SELECT is(pg_temp.ask('{"due": "2018/19:2018-08-01"}') ->> 'first_negative_month', '2018-07', 'and may come too late');
SELECT is(concat_ws(' ', pg_temp.month('2018-06', 'out_pence', s), pg_temp.closes(s),
    pg_temp.ask(s) ->> 'first_negative_month'), '2366667 -8250000 2018-11', 'what is spent once is spent')
FROM (VALUES ('{"costs": "2018-06:1500000,2020-03:300000"}'::jsonb)) AS x (s);
SELECT is(pg_temp.ask('{"from": "2018-04", "to": "2018-12"}') -> 'years', '[{"financial_year": "2018/19",
    "in_pence": 4800000, "out_pence": 7800000, "closing_pence": -3000000}]'::jsonb,
    'part of it begins with nothing too');

-- What would do, tried
SELECT ok(pg_temp.closes(s || jsonb_build_object('contributions', '2018/19:' || b || ',2019/20:' || b)) >= 0
    AND pg_temp.closes(s || jsonb_build_object('contributions', '2018/19:' || b - 1 || ',2019/20:' || b - 1)) < 0,
    'a penny less than ' || b || ' would not: ' || s::text)
FROM unnest(ARRAY['{}', '{"opening_pence": 1}', '{"opening_pence": -1234567}', '{"costs": "2018-06:1234567"}',
    '{"starts": "kcst-analyst:2018-07"}', '{"due": "2019/20:2020-03-31"}', '{"to": "2019-10"}',
    '{"from": "2018-04"}']::jsonb[]) AS s
CROSS JOIN LATERAL (SELECT (pg_temp.ask(s) ->> 'break_even_pence')::bigint AS b) AS x;
SELECT ok(pg_temp.ask(s || jsonb_build_object('contributions', '2018/19:' || b || ',2019/20:' || b))
        ->> 'first_negative_month' IS NULL
    AND pg_temp.ask(s || jsonb_build_object('contributions', '2018/19:' || b - 1 || ',2019/20:' || b - 1))
        ->> 'first_negative_month' IS NOT NULL,
    'nor would a penny less than ' || b || ' keep every month: ' || s::text)
FROM unnest(ARRAY['{}', '{"opening_pence": -1234567, "from": "2018-01"}', '{"costs": "2018-06:1234567"}',
    '{"due": "2019/20:2020-03-31"}',
    '{"costs": "2018-05:7000000"}']::jsonb[]) AS s
CROSS JOIN LATERAL (SELECT (pg_temp.ask(s) ->> 'never_negative_pence')::bigint AS b) AS x;
SELECT is(concat_ws(' ', pg_temp.ask(s) ->> 'break_even_pence', pg_temp.ask(s) ->> 'never_negative_pence',
    pg_temp.ask(s) ->> 'break_even_from'), wanted, 'what would do: ' || s::text)
FROM (VALUES ('{"opening_pence": 100000000}'::jsonb, '0 0 2018/19'), ('{"to": "2018-03"}', ''),
    ('{"due": "2018/19:2018-12-01", "opening_pence": -3000000}', '3175000 2018/19'),
    ('{"costs": "2017-05:100"}', '2116678 2017/18')) AS x (s, wanted);

-- Terms of posts
SELECT is(pg_temp.closes_if($$UPDATE safer.post_term SET annual_cost_pence = 4500012 WHERE post = 'kcst-coordinator'
    AND fund IS NOT NULL$$), -6450024::bigint, 'another cost, another forecast');
SELECT is(pg_temp.closes_if($$UPDATE safer.post_term SET funded_months = 24 WHERE post = 'kcst-analyst'
    AND fund IS NOT NULL$$), -8200000::bigint, 'another term as well');
SELECT is(pg_temp.closes_if($$UPDATE safer.post_term SET funded_months = 60 WHERE post = 'kcst-coordinator'
    AND fund IS NOT NULL$$, '{"to": "2021-03"}'), -6450000::bigint, 'but none longer than the agreement');
SELECT is(pg_temp.closes_if($$UPDATE safer.post_term SET to_on = '2019-03-15' WHERE post = 'kcst-coordinator'
    AND fund IS NOT NULL$$), -1950000::bigint, 'a post that ends costs its last month, and no other');
CREATE FUNCTION pg_temp.change(from_on date, annual_cost_pence bigint) RETURNS text LANGUAGE sql
RETURN format($$INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund, agreement,
    annual_cost_pence, funded_from, funded_months) SELECT t.post, %L, t.title, t.host, t.placement,
        CASE WHEN %2$L IS NULL THEN 'partner' ELSE 'joint' END, CASE WHEN %2$L IS NOT NULL THEN t.fund END,
        CASE WHEN %2$L IS NOT NULL THEN t.agreement END, %2$L, CASE WHEN %2$L IS NOT NULL THEN t.funded_from END,
        CASE WHEN %2$L IS NOT NULL THEN t.funded_months END
    FROM safer.post_term AS t WHERE t.post = 'kcst-coordinator' AND t.fund IS NOT NULL$$, from_on, annual_cost_pence);
SELECT is(pg_temp.closes_if(pg_temp.change('2019-03-31', 5700000)), -7750000::bigint,
    'a cost that changes counts from the month in which it does');
SELECT is(pg_temp.closes_if(pg_temp.change('2019-04-01', 5700000)), -7650000::bigint, 'and not before');
SELECT is(pg_temp.closes_if(pg_temp.change('2019-04-01', NULL)), -1950000::bigint,
    'from then on its employer pays, the fund does not');
SELECT is(pg_temp.closes_if(pg_temp.change('2019-04-01', 5700000) || $$; UPDATE safer.post_term
    SET fund = 'half-hidden', agreement = NULL WHERE post = 'kcst-coordinator' AND from_on = '2019-04-01'$$),
    -1950000::bigint, 'or another fund does');
SELECT is(pg_temp.closes_if($$UPDATE safer.agreement SET dissolved_on = '2019-02-28' WHERE id = 'kcst-mou-2018'$$),
    -1733333::bigint, 'when the agreement is dissolved, posts and contributions end with it');
SELECT is(pg_temp.closes_if($$UPDATE safer.agreement SET dissolved_on = '2019-04-01' WHERE id = 'kcst-mou-2018'$$),
    1333333::bigint, 'what falls due on its last day is paid');
SELECT is(pg_temp.closes_if($$UPDATE safer.agreement SET dissolved_on = '2019-04-01' WHERE id = 'kcst-mou-2018'$$,
    '{"due": "2019/20:2019-04-02"}'), -3466667::bigint, 'and not what a scenario has come after it');
SELECT is(pg_temp.closes_if($$UPDATE safer.agreement SET dissolved_on = '2019-03-31' WHERE id = 'kcst-mou-2018'$$,
    '{"contributions": "2019/20:2000000"}'), -2600000::bigint, 'or would after it, whatever it would be');
SELECT is(pg_temp.closes_if($$INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on, succeeds)
    VALUES ('next', 'Next', 'kcst-pooled-budget', '2020-04-01', '2023-03-31', 'kcst-mou-2018');
    INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund, agreement, annual_cost_pence,
        funded_from, funded_months)
    SELECT t.post, '2020-04-01', t.title, t.host, t.placement, t.funding, t.fund, 'next', 5000000, '2020-04-01', 24
    FROM safer.post_term AS t WHERE t.post = 'kcst-coordinator' AND t.fund IS NOT NULL$$), -6450000::bigint,
    'a post that is paid anew later costs what it did before');
SELECT is(pg_temp.closes_if($$INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund, agreement,
        annual_cost_pence, funded_from, funded_months)
    SELECT t.post, '2019-06-01', t.title, t.host, t.placement, t.funding, t.fund, t.agreement, t.annual_cost_pence,
        t.funded_from, 21
    FROM safer.post_term AS t WHERE t.post = 'kcst-analyst' AND t.fund IS NOT NULL$$), -7325000::bigint,
    'one whose funding is extended costs that much longer');
RESET ROLE;
SELECT tap.make_post('odd-' || n, cost, 30, funded_from => funded_from::date)
FROM unnest(ARRAY[1, 5, 7, 11, 13, 100, 3500001, 999999999999]) WITH ORDINALITY AS c (cost, n)
CROSS JOIN LATERAL (SELECT date '2018-04-01' + 31 * (n::integer % 3) AS funded_from) AS f;
CREATE TEMP TABLE odd AS
SELECT m.post, m.cost_pence, t.annual_cost_pence, row_number() OVER w AS number,
    sum(m.cost_pence) OVER (w ROWS BETWEEN 11 PRECEDING AND CURRENT ROW) AS twelve
FROM safer.forecast_post_months('half-hidden', NULL, '2018-01-01', '2030-01-01') AS m
JOIN safer.post_term AS t ON t.post = m.post
WINDOW w AS (PARTITION BY m.post ORDER BY m.month);
SELECT is_empty('SELECT * FROM odd AS o WHERE o.number >= 12 AND o.twelve <> o.annual_cost_pence',
    'any twelve months make the year exactly, whatever it costs');
SELECT is_empty('SELECT * FROM odd AS o WHERE abs(o.cost_pence - o.annual_cost_pence / 12.0) >= 1',
    'and no month is a penny from its twelfth');
SELECT is((SELECT count(*) FROM odd), 183::bigint, 'for as many months as each is funded, to the end of the agreement');
SELECT is((SELECT string_agg(m.month::text, ' ' ORDER BY m.month) FROM safer.forecast_post_months('half-hidden',
    'odd-1:2020-02', '2018-01-01', '2030-01-01') AS m WHERE m.post = 'odd-1'), '2020-02-01 2020-03-01',
    'a later start is no longer term');
SET LOCAL ROLE safer_service;

-- Who a fund names
SELECT tap.acts('kcc', '2018-09-15');
SELECT is(tap.answer(q.forecast, '{"fund": "pcc-kcsp-grant-2016-17", "from": "2015-04", "to": "2019-03"}') -> 'years',
    '[{"financial_year": "2015/16", "in_pence": 0, "out_pence": 0, "closing_pence": 0},
        {"financial_year": "2016/17", "in_pence": 3966100, "out_pence": 0, "closing_pence": 3966100},
        {"financial_year": "2017/18", "in_pence": 0, "out_pence": 0, "closing_pence": 3966100},
        {"financial_year": "2018/19", "in_pence": 0, "out_pence": 0, "closing_pence": 3966100}]'::jsonb,
    'a contributor that is named pays what was said, in the time it is named for') FROM query AS q;
SELECT is(concat_ws(' ', a ->> 'from', a ->> 'to', jsonb_array_length(a -> 'months'), a ->> 'break_even_pence'),
    '2018-04 2021-03 36', 'without an agreement: three years from this one; nobody can be asked for more')
FROM query AS q, tap.answer(q.forecast, '{"fund": "pcc-kcsp-grant-2016-17"}') AS a;
RESET ROLE;
UPDATE safer.fund_contributor SET amount_pence = 500, to_on = '2020-06-01' WHERE fund = 'also-hidden';
INSERT INTO safer.fund_contributor (fund, partner, from_on, amount_pence) VALUES ('also-hidden', 'dover', '2018-07-01',
    500);
SET LOCAL ROLE safer_service;
SELECT is(a #> '{assumptions,contributions}', '[
    {"financial_year": "2018/19", "partners": 2, "amount_pence": 500, "due_on": "2018-07-01", "source": "named"},
    {"financial_year": "2019/20", "partners": 2, "amount_pence": 500, "due_on": "2019-04-01", "source": "named"},
    {"financial_year": "2020/21", "partners": 2, "amount_pence": 500, "due_on": "2020-04-01", "source": "named"},
    {"financial_year": "2021/22", "partners": 1, "amount_pence": 500, "due_on": "2021-04-01",
    "source": "named"}]'::jsonb,
    'once a financial year, from its first day on')
FROM query AS q, tap.answer(q.forecast, '{"fund": "also-hidden", "from": "2018-07", "to": "2022-03"}') AS a;

SELECT is(tap.answer(q.forecast, '{"fund": "also-hidden", "from": "2018-07", "to": "2019-03", "costs": "2018-08:5000"}')
    ->> 'break_even_pence', NULL, 'and is not asked for more, whatever is spent') FROM query AS q;
SELECT is(tap.answer(q.forecast, '{"fund": "dhr-fund", "from": "2016-04", "to": "2018-03"}')
    #> '{assumptions,contributions}', '[]'::jsonb, 'who is named without an amount pays none') FROM query AS q;
SELECT is(tap.detail(tap.filled(q.forecast, '{"fund": "dhr-fund", "from": "2016-04", "to": "2018-03",
    "contributions": "2017/18:5"}')) #>> '{errors,0,detail}', 'The fund has no agreement whose parties could pay it.',
    'and without an agreement there are no parties to pay what a scenario says') FROM query AS q;

-- What it rests on
SELECT tap.acts('kfrs');
SELECT is((pg_temp.ask() -> 'assumptions') - '{posts,says}'::text[], '{"opening_pence": 0, "opening_source": "nothing",
    "actual_until": null, "costs": [], "contributions": [
        {"financial_year": "2017/18", "partners": 3, "amount_pence": 1000000, "due_on": "2018-01-01",
        "source": "agreement"},
        {"financial_year": "2018/19", "partners": 3, "amount_pence": 1600000, "due_on": "2018-04-01",
        "source": "agreement"},
        {"financial_year": "2019/20", "partners": 3, "amount_pence": 1600000, "due_on": "2019-04-01",
            "source": "agreement"}],
    "not_counted": [{"purpose": "joint-initiatives", "name": "Joint initiatives"},
        {"purpose": "phase-2-office-changes", "name": "Office changes for hot desking"},
        {"purpose": "team-skills", "name": "The team''s skills"}]}'::jsonb,
        'what comes in, and what no cost is known of');
SELECT is((SELECT jsonb_agg(p - 'title') FROM jsonb_array_elements(pg_temp.ask() #> '{assumptions,posts}') AS p), '[
    {"post": "kcst-admin-officer", "annual_cost_pence": 2400000, "from": "2018-04", "until": "2020-03",
    "source": "post"},
    {"post": "kcst-analyst", "annual_cost_pence": 3500000, "from": "2018-04", "until": "2019-09", "source": "post"},
    {"post": "kcst-coordinator", "annual_cost_pence": 4500000, "from": "2018-04", "until": "2020-03",
        "source": "post"}]'::jsonb, 'and the posts with their terms');
SELECT is(jsonb_path_query_array(pg_temp.ask('{"from": "2018-04", "to": "2019-03"}'),
    '$.assumptions.contributions.financial_year'), '["2018/19"]'::jsonb,
    'contributions that fall due in other months are none');
SELECT is(jsonb_array_length(pg_temp.ask('{"from": "2019-10"}') #> '{assumptions,posts}'), 2,
    'a post whose term is over is none of them');
SELECT is(jsonb_array_length(pg_temp.ask('{"to": "2018-03"}') #> '{assumptions,posts}'), 0,
    'nor one that has not begun');
SELECT results_eq($$SELECT jsonb_array_elements_text(pg_temp.ask() #> '{assumptions,says}')$$, ARRAY[
    'This is a forecast, not an account: it holds as far as its assumptions do.',
    'Nothing is brought forward: it begins with £0.00.',
    'Every party pays the minimum of its agreement, no more and no less, in the month in which it falls due.',
    'A post costs a twelfth of its year each month, rounded so that twelve months make the year, for whole months'
        ' and no longer than its funding and its agreement last.',
    'What no cost was given for is not counted: not_counted lists it, and costs takes it into account.',
    'Break-even leaves contributions as they are that fall due before any spending, and asks the same amount of'
        ' each partner for every year after.'], 'in sentences too');
SELECT is(concat_ws(' | ', a #>> '{assumptions,opening_source}', a #>> '{assumptions,says,1}',
    a #> '{assumptions,costs}',
    a #> '{assumptions,contributions,1}', a #>> '{assumptions,posts,1,source}', a #>> '{assumptions,posts,1,from}',
    a #>> '{assumptions,posts,1,until}'), 'scenario | It begins with -£1,234.56, as the scenario says. | '
    '[{"month": "2018-06", "amount_pence": 5}] | {"due_on": "2018-05-01", "source": "scenario", "partners": 3, '
    '"amount_pence": 1600000, "financial_year": "2018/19"} | scenario | 2018-07 | 2019-12',
    'what the scenario changes is told')
FROM pg_temp.ask('{"opening_pence": -123456, "costs": "2018-06:5", "due": "2018/19:2018-05-01",
    "starts": "kcst-analyst:2018-07"}') AS a;

-- What cannot be
SELECT is(pg_temp.faults('{"contributions": "2018/20:1,2018/19:1,2018/19:2,2016/17:5,2020/21:5",
    "due": "2018/19:2018-02-30,2019/20:2018-07-01,2019/21:2019-07-01,2015/16:2015-07-01",
    "starts": "nobody:2018-10,odd-1:2018-10,kcst-analyst:2018-13,kcst-coordinator:2020-04,kcst-admin-officer:2017-03",
    "costs": "2018-13:5,2020-04:5,2017-03:5,2018-06:5,2018-06:5"}'), ARRAY[
    'contributions: 2016/17 lies outside the forecast, 2017-04 to 2020-03.',
    'contributions: 2018/19 is named twice.',
    'contributions: 2018/20 is no financial year: the second year follows the first.',
    'contributions: 2020/21 lies outside the forecast, 2017-04 to 2020-03.',
    'costs: 2017-03 lies outside the forecast, 2017-04 to 2020-03.',
    'costs: 2018-06 is named twice.',
    'costs: 2020-04 lies outside the forecast, 2017-04 to 2020-03.',
    'costs: There is no month 2018-13.',
    'due: 2015/16 lies outside the forecast, 2017-04 to 2020-03.',
    'due: 2018-07-01 does not lie in 2019/20.',
    'due: 2019/21 is no financial year: the second year follows the first.',
    'due: There is no day 2018-02-30.',
    'starts: 2017-03 lies outside the forecast, 2017-04 to 2020-03.',
    'starts: 2020-04 lies outside the forecast, 2017-04 to 2020-03.',
    'starts: The fund pays no post ''nobody''.',
    'starts: The fund pays no post ''odd-1''.',
    'starts: There is no month 2018-13.'], 'every fault of a scenario is named');
SELECT is(tap.outcome(tap.filled(q.forecast, '{"fund": "kcst-pooled-budget", "costs": "2018-13:5"}'))
    || ' ' || tap.outcome(tap.filled(q.rows, '{"fund": "kcst-pooled-budget", "costs": "2018-13:5"}')),
    'scenario-invalid scenario-invalid', 'by both forms of the answer') FROM query AS q;
SELECT is(pg_temp.faults(s), ARRAY[fault], 'cannot be: ' || s::text)
FROM (VALUES
    ('{"contributions": "0000/01:5"}'::jsonb,
    'contributions: 0000/01 is no financial year: the second year follows the first.'),
    ('{"costs": "0000-00:5"}', 'costs: There is no month 0000-00.'),
    ('{"from": "2018-05", "to": "2018-04"}', 'to: The forecast would end in 2018-04, before it begins in 2018-05.'),
    ('{"from": "2020-04"}', 'from: The forecast would end in 2020-03, before it begins in 2020-04.'),
    ('{"to": "2017-03"}', 'to: The forecast would end in 2017-03, before it begins in 2017-04.'),
    ('{"from": "1999-12"}', 'from: A forecast lies between 2000 and 2100.'),
    ('{"from": "2090-01", "to": "2101-01"}', 'to: A forecast lies between 2000 and 2100.'),
    ('{"from": "2018-04", "to": "2068-04"}', 'to: A forecast covers fifty years at the most.'),
    ('{"actual_until": "2019-07"}', 'actual_until: The ledger does not reach to 2019-07: today is 2019-06-01.'),
    ('{"actual_until": "2017-02"}', 'actual_until: 2017-02 lies outside the forecast, 2017-04 to 2020-03.'),
    ('{"actual_until": "2018-06", "to": "2018-05"}',
        'actual_until: 2018-06 lies outside the forecast, 2017-04 to 2018-05.')) AS x (s, fault);
SELECT is(jsonb_array_length(pg_temp.ask(s) -> 'months'), months, 'but can be: ' || s::text)
FROM (VALUES ('{"from": "2000-01", "to": "2049-12"}'::jsonb, 600), ('{"from": "2051-01", "to": "2100-12"}', 600),
    ('{"from": "2018-04", "to": "2018-04"}', 1), ('{"actual_until": "2019-06"}', 36), ('{"actual_until": "2017-03"}',
    36))
    AS x (s, months);

-- The ledger in place of the plan
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.posting('F-1', gen_random_uuid(), 1000000, financial_year => '2017/18',
    received_on => '2018-02-15')),
    'accepted', 'KCC £10,000 in February');
SELECT is(tap.outcome(tap.posting('F-2', '01900000-0000-7000-8000-000000000001', 1500000, received_on => '2018-04-30')),
    'accepted', 'and £15,000 on 30 April');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.posting('F-1', gen_random_uuid(), 1600000, received_on => '2018-05-01')), 'accepted',
    'KFRS £16,000 the day after');
SELECT is(tap.outcome(tap.spending('F-1', '01900000-0000-7000-8000-000000000011', 200000, 'kcst-pooled-budget',
    'kcst-admin-officer', '2018-04-30')), 'accepted', '£2,000 for the administrator in April');
SELECT is(tap.outcome(tap.spending('F-2', gen_random_uuid(), 5000, 'kcst-pooled-budget', 'team-skills', '2018-05-31')),
    'accepted', '£50 for skills in May');
SELECT is(tap.outcome(tap.spending_reversal('01900000-0000-7000-8000-000000000011', '{"amount_pence": 200100}')),
    'accepted',
    'the £2,000 were £2,001');
SELECT is(pg_temp.ask() -> 'years' -> 2 ->> 'closing_pence', '-6450000',
    'by itself the forecast is the plan, whatever was paid');
SELECT is((SELECT string_agg(concat_ws(' ', m ->> 'month', m ->> 'in_pence', m ->> 'out_pence', m ->> 'balance_pence',
    m ->> 'actual'), ', ') FROM jsonb_array_elements(pg_temp.ask('{"actual_until": "2018-05"}') -> 'months') AS m
    WHERE m ->> 'month' BETWEEN '2018-02' AND '2018-06'), '2018-02 1000000 0 1000000 true, 2018-03 0 0 1000000 true, '
    '2018-04 1500000 200100 2299900 true, 2018-05 1600000 5000 3894900 true, 2018-06 0 866667 3028233 false',
    'up to a month what the ledger has, each in the month in which it happened, then the plan');
SELECT is(pg_temp.closes('{"actual_until": "2018-05"}'),
    3894900 - (10400000 - 866667 - 866666) + 4800000 - 8650000::bigint,
    'what was due by then and had not come is not counted');
SELECT is(concat_ws(' ', a #>> '{assumptions,opening_pence}', a #>> '{assumptions,opening_source}',
    a #>> '{months,0,balance_pence}', a #>> '{assumptions,says,1}'),
    '1000000 ledger 2299900 It begins with £10,000.00, which the ledger had before 2018-04.',
    'it begins with what the ledger had') FROM pg_temp.ask('{"from": "2018-04", "actual_until": "2018-04"}') AS a;
SELECT is(pg_temp.ask('{"from": "2018-05", "actual_until": "2018-05"}') #>> '{assumptions,opening_pence}', '2299900',
    'before its first month, not on the first day of it');
SELECT is(pg_temp.ask('{"from": "2018-06", "actual_until": "2018-05"}') #>> '{assumptions,opening_pence}', '3894900',
    'also where all the months are plan');
SELECT is(pg_temp.ask('{"from": "2018-04", "actual_until": "2018-04",
    "opening_pence": 7}') #>> '{months,0,balance_pence}',
    '1299907', 'or with what the scenario says');
SELECT is(jsonb_array_length(pg_temp.ask('{"actual_until": "2018-05"}') #> '{assumptions,contributions}'), 1,
    'contributions it does not count are not among what it rests on');
SELECT is(pg_temp.ask('{"actual_until": "2018-05", "costs": "2018-05:100,2018-06:200"}') #> '{assumptions,costs}',
    '[{"month": "2018-06", "amount_pence": 200}]'::jsonb, 'nor are costs');
SELECT is(concat_ws(' ', pg_temp.ask(s) ->> 'break_even_from', pg_temp.closes(s || jsonb_build_object('contributions',
    '2019/20:' || b)),
    pg_temp.closes(s || jsonb_build_object('contributions', '2019/20:' || b - 1))), '2019/20 2 -1',
    'what would do is asked of the contributions to come')
FROM (VALUES ('{"actual_until": "2018-05"}'::jsonb)) AS x (s)
CROSS JOIN LATERAL (SELECT (pg_temp.ask(s) ->> 'break_even_pence')::bigint AS b) AS y;
SELECT is(pg_temp.ask('{"actual_until": "2019-05"}') ->> 'break_even_pence', NULL, 'and of nobody when none is');
SELECT is(tap.outcome(tap.closing('2017/18', 'kcst-pooled-budget')), 'accepted', 'a year is closed');
SELECT is(pg_temp.month('2018-05', 'balance_pence', '{"actual_until": "2018-05"}'), '3894900', 'which moves nothing');
SELECT is(pg_temp.ask('{"actual_until": "2018-05"}') #>> '{assumptions,says,4}',
    'Up to 2018-05 the ledger stands in place of'
    ' the plan, contributions not yet confirmed included. What was due by then and was not posted is not counted.',
    'it is said');

-- Transfers in the ledger
SELECT tap.acts('gravesham');
SELECT is(tap.outcome(tap.posting('F-9', fund => 'also-hidden', amount_pence => 9000, received_on => '2018-07-01')),
    'accepted',
    'Gravesham £90');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.transferring('F-9', '01900000-0000-7000-8000-000000000021', 4000, 'also-hidden',
    'half-hidden')),
    'accepted', 'of which £40 are passed on');
SELECT is((SELECT string_agg(m ->> 'in_pence' || ' ' || (m ->> 'out_pence'), ', ' ORDER BY f)
    FROM query AS q, unnest(ARRAY['also-hidden', 'half-hidden']) AS f,
        jsonb_array_elements(tap.answer(q.forecast, jsonb_build_object('fund', f, 'from', '2018-07', 'to', '2018-07',
            'actual_until', '2018-07')) -> 'months') AS m), '9000 4000, 4000 0',
            'go out of the one and come into the other');

-- An agreement to come
RESET ROLE;
INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on)
VALUES ('next', 'Successor', 'kcst-pooled-budget', '2020-04-01', '2023-03-31');
SET LOCAL ROLE safer_service;
SELECT tap.acts('kfrs', '2020-03-31');
SELECT is(concat_ws(' ', a ->> 'from', a ->> 'to'), '2017-04 2020-03', 'until it begins, the one before is the latest')
FROM pg_temp.ask() AS a;
SELECT tap.acts('kfrs', '2020-04-01');
SELECT is(concat_ws(' ', a ->> 'from', a ->> 'to'), '2020-04 2023-03', 'from its first day on it is')
FROM pg_temp.ask() AS a;
RESET ROLE;
DELETE FROM safer.agreement WHERE id = 'next';
SET LOCAL ROLE safer_service;

-- Who reads
SELECT tap.acts('kent-police');
SELECT is(pg_temp.closes(), -6450000::bigint, 'a constituent partner reads it');
SELECT tap.acts('maidstone');
SELECT is(pg_temp.ask(), NULL, 'another does not');
SELECT is(pg_temp.ask('{"from": "2020-04", "to": "2018-01"}'), NULL, 'and is told of no fault');
SELECT is(tap.answer(q.forecast, '{"fund": "half-hidden", "from": "2018-04"}'), NULL, 'nor does a contributor')
FROM query AS q;
SELECT tap.acts('');
SELECT is(pg_temp.ask(), NULL, 'nor who has no partner');

-- A year that lapsed, one that nothing covers, and a party that is named as well
SELECT tap.acts('kcc');
SELECT is(pg_temp.closes_if($$UPDATE safer.agreement SET dissolved_on = '2019-02-28' WHERE id = 'kcst-mou-2018';
    UPDATE safer.agreement_minimum SET lapsed_on = '2019-02-28' WHERE financial_year = '2019/20';
    INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on)
    VALUES ('next', 'Next', 'kcst-pooled-budget', '2019-03-01', '2023-03-31');
    INSERT INTO safer.agreement_party VALUES ('next', 'kcc')$$, '{"from": "2017-04", "to": "2020-03", "contributions": "2019/20:100"}'), -1733233::bigint,
    'a year that lapsed is paid by the parties of the latest agreement, if a scenario says so');
SELECT is(tap.detail(tap.filled(q.forecast, '{"fund": "kcst-pooled-budget", "from": "2017-04", "to": "2022-03",
    "due": "2021/22:2021-05-01"}')) #>> '{errors,0,detail}',
    'Nothing is due for 2021/22: no agreement covers it, and contributions does not name it.',
    'a day for what is not due is refused') FROM query AS q;
SELECT is((tap.answer(q.forecast, '{"fund": "kcst-pooled-budget", "from": "2017-04", "to": "2022-03",
    "due": "2021/22:2021-05-01", "contributions": "2021/22:5"}') #>> '{years,-1,in_pence}'), '15',
    'unless the scenario has it due') FROM query AS q;
SELECT is(pg_temp.closes_if($$INSERT INTO safer.fund_contributor (fund, partner, from_on, amount_pence)
    VALUES ('kcst-pooled-budget', 'kcc', '2018-04-01', 1600001)$$), -6449998::bigint,
    'a party that is named as well pays the more, once a year');
SELECT is(pg_temp.closes_if($$INSERT INTO safer.fund_contributor (fund, partner, from_on, amount_pence)
    VALUES ('kcst-pooled-budget', 'kcc', '2018-04-01', 1500000)$$), -6450000::bigint, 'and not the less beside it');
RESET ROLE;
UPDATE safer.agreement SET ends_on = '2100-12-31' WHERE id = 'kcst-mou-2018';
SET LOCAL ROLE safer_service;
SELECT is(jsonb_array_length(tap.answer(q.forecast, '{"fund": "kcst-pooled-budget"}') -> 'months'), 600,
    'of an agreement without an end in sight, fifty years are shown') FROM query AS q;

SELECT * FROM finish();
ROLLBACK;
