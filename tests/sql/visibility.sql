-- Who sees which funds, contributors, contributions and what lies on a fund's ledger: the table of docs/data-model.md,
-- row by row.
\ir support.psql
SELECT plan(47);

SELECT tap.make_half_hidden_fund();
SELECT tap.make_also_hidden_fund();
SELECT tap.make_post('half-post', 1200000, 12);
-- How much of each fund's ledger is seen: fund, postings, entries, accounts, spending, purposes, closings, transfers.
CREATE FUNCTION pg_temp.seen() RETURNS SETOF text LANGUAGE sql
AS $$SELECT concat_ws(' ', f.fund, (SELECT count(*) FROM api.postings AS p WHERE p.fund = f.fund),
        (SELECT count(*) FROM safer.entry AS e WHERE e.fund = f.fund),
        (SELECT count(*) FROM api.balances AS b WHERE b.fund = f.fund),
        (SELECT count(*) FROM api.expenditures AS x WHERE x.fund = f.fund),
        (SELECT count(*) FROM api.purposes AS u WHERE u.fund = f.fund AND u.kind <> 'post'),
        (SELECT count(*) FROM api.closings AS c WHERE c.fund = f.fund),
        (SELECT count(*) FROM api.transfers AS t WHERE t.from_fund = f.fund))
    FROM unnest(ARRAY['kcst-pooled-budget', 'dhr-fund', 'half-hidden', 'also-hidden']) AS f (fund)$$;
-- The computed answers that have rows, of a fund.
CREATE FUNCTION pg_temp.answers(fund text) RETURNS text LANGUAGE sql
AS $$SELECT concat_ws(' ', CASE WHEN EXISTS (SELECT FROM safer.fund_statement(fund, '2018/19',
    NULL)) THEN 'statement' END,
        CASE WHEN EXISTS (SELECT FROM safer.fund_shares(fund, NULL)) THEN 'shares' END,
        CASE WHEN EXISTS (SELECT FROM safer.fund_balances(fund, NULL, NULL)) THEN 'balances' END,
        CASE WHEN safer.unconfirmed_pence(fund, '2018/19', NULL) IS NOT NULL THEN 'unconfirmed' END,
        CASE WHEN EXISTS (SELECT FROM safer.late_entries(fund, '2019/20', NULL)) THEN 'late' END,
        CASE WHEN EXISTS (SELECT FROM safer.fund_forecast(fund, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
            THEN 'forecast' END,
        CASE WHEN EXISTS (SELECT FROM safer.forecast_break_even(fund, '2018-04-01', '2020-03-01', 0, NULL, NULL, NULL,
            NULL, NULL)) THEN 'break-even' END,
        CASE WHEN safer.forecast_assumptions(fund, '2018-04-01', '2020-03-01', 0, NULL, NULL, NULL, NULL, NULL, NULL)
            IS NOT NULL THEN 'assumptions' END)$$;
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.posting('V-1')), 'accepted', 'KCC posts');
SELECT tap.acts('kent-police');
SELECT is(tap.outcome(tap.posting('V-1')), 'accepted', 'Kent Police posts');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('V-1', fund => 'half-hidden')), 'accepted', 'Maidstone posts');
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('V-1', fund => 'half-hidden')), 'accepted', 'Thanet posts');

SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.spending('V-1', amount_pence => 5)), 'accepted', 'Medway spends');
SELECT is(tap.outcome(tap.transferring('V-1', amount_pence => 7)), 'accepted', 'passes on');
SELECT is(tap.outcome(tap.closing('2018/19')), 'accepted', 'closes a year');
SELECT is(tap.outcome(tap.spending('V-2', amount_pence => 5)), 'accepted', 'and spends for it later');
\set all 'statement shares balances unconfirmed late forecast break-even assumptions'

-- Without a partner
SELECT tap.acts('');
SELECT is((SELECT count(*) FROM api.partners WHERE id IN ('kcc', 'kfrs', 'kent-police', 'maidstone', 'medway')),
    5::bigint,
    'partners are read by everybody');
SELECT is((SELECT count(*) FROM api.names WHERE name = 'KCST'), 2::bigint, 'and names');
SELECT is(tap.outcome($$UPDATE safer.name SET note = 'x'$$), '42501', 'which nobody writes');
SELECT is((SELECT count(*) FROM api.budget_lines), 18::bigint, 'and published budgets');
SELECT is(tap.outcome($$UPDATE safer.budget_line SET name = 'x'$$), '42501', 'which nobody writes either');
SELECT is_empty('SELECT * FROM api.funds', 'without a partner no fund is seen');
SELECT is_empty('SELECT * FROM api.contributions', 'no contribution');
SELECT is_empty('SELECT * FROM api.fund_contributors WHERE agreement IS NULL', 'and nobody a fund names');
SELECT is_empty($$SELECT * FROM pg_temp.seen() AS s (s) WHERE s !~ ' 0 0 0 0 0 0 0$'$$, 'nothing of any ledger');
SELECT is(pg_temp.answers('half-hidden') || pg_temp.answers('kcst-pooled-budget'), '', 'and nothing computed from one');

-- A constituent partner
SELECT tap.acts('kcc');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget', 'pcc-kcsp-grant-2016-17', 'dhr-fund',
    'half-hidden', 'also-hidden'], 'a constituent partner sees every fund');
SELECT bag_eq('SELECT partner FROM api.contributions', ARRAY['kcc', 'kent-police', 'maidstone', 'thanet'],
    'and every contribution');
SELECT bag_eq($$SELECT partner, agreement FROM api.fund_contributors WHERE fund = 'half-hidden'$$,
    $$VALUES ('maidstone', 'half-hidden-agreement'), ('thanet', 'half-hidden-agreement'), ('swale', NULL)$$,
    'and who contributes by what');
SELECT set_eq('SELECT * FROM pg_temp.seen()', ARRAY['kcst-pooled-budget 2 2 3 0 3 0 0', 'dhr-fund 0 0 0 0 2 0 0',
    'half-hidden 9 6 8 2 2 1 1', 'also-hidden 1 1 2 0 1 0 0'], 'and every ledger');
SELECT is(pg_temp.answers('half-hidden'), :'all', 'and what is computed from it');

-- A host that is no constituent partner
SELECT tap.acts('medway');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget', 'half-hidden', 'also-hidden'],
    'a host sees its own funds, and that of a published agreement');
SELECT bag_eq('SELECT partner FROM api.contributions', ARRAY['maidstone', 'thanet'], 'and what is paid into them');
SELECT set_eq('SELECT partner FROM api.fund_contributors WHERE agreement IS NULL', ARRAY['swale', 'gravesham'],
    'and who they name');
SELECT set_eq('SELECT * FROM pg_temp.seen()', ARRAY['kcst-pooled-budget 0 0 0 0 0 0 0', 'dhr-fund 0 0 0 0 0 0 0',
    'half-hidden 9 6 8 2 2 1 1', 'also-hidden 1 1 2 0 1 0 0'], 'and their ledgers, and no other');
SELECT is(pg_temp.answers('half-hidden'), :'all', 'and what is computed from them');
SELECT is(pg_temp.answers('kcst-pooled-budget'), '', 'of the published one it knows, nothing');

-- A contributor
SELECT tap.acts('maidstone');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget', 'dhr-fund', 'half-hidden'],
    'a contributor sees the funds it pays into, and that of a published agreement');
SELECT bag_eq('SELECT partner FROM api.contributions', ARRAY['maidstone'], 'and its own contributions only');
SELECT set_eq('SELECT fund, partner FROM api.fund_contributors WHERE agreement IS NULL',
    $$VALUES ('dhr-fund', 'maidstone')$$, 'and not who else a fund names');
SELECT is_empty($$SELECT * FROM pg_temp.seen() AS s (s) WHERE s !~ ' 0 0 0 0 0 0 0$'$$, 'and nothing of a ledger');
SELECT is(pg_temp.answers('half-hidden'), '', 'nor what is computed from it');
SELECT tap.acts('swale');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget', 'dhr-fund', 'half-hidden'],
    'who a fund names sees it');
SELECT is_empty('SELECT * FROM api.contributions', 'and no contribution while it has none');
SELECT set_eq('SELECT partner FROM api.fund_contributors WHERE agreement IS NULL', ARRAY['swale'],
    'and that it is named');

-- Anybody else
SELECT tap.acts('secamb');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget'],
    'another partner sees the fund that a published agreement names, and no other');
SELECT is_empty('SELECT * FROM safer.fund_schedule(''kcst-pooled-budget'', ''2018/19'')',
    'but nothing of what is paid into it');
SELECT is_empty('SELECT * FROM api.contributions', 'and no contribution');
SELECT is_empty('UPDATE safer.contribution SET confirmed_on = ''2018-05-01'', bank_reference = ''B'' RETURNING 1',
    'nor can it reach one by an update');
SELECT tap.acts('nobody');
SELECT is_empty('SELECT * FROM api.funds', 'a partner that does not exist sees nothing');

-- The agreement in force
SELECT tap.acts('kcc', '2017-12-31');
SELECT is((SELECT row(agreement, version)::text FROM api.funds WHERE id = 'kcst-pooled-budget'), row(NULL, 1)::text,
    'before its first day no agreement is in force');
SELECT tap.acts('kcc', '2018-01-01');
SELECT is((SELECT row(agreement, version)::text FROM api.funds WHERE id = 'kcst-pooled-budget'),
    row('kcst-mou-2018', 2)::text, 'on its first day it is');
SELECT tap.acts('kcc', '2020-03-31');
SELECT is((SELECT row(agreement, version)::text FROM api.funds WHERE id = 'kcst-pooled-budget'),
    row('kcst-mou-2018', 2)::text, 'and on its last');
SELECT tap.acts('kcc', '2020-04-01');
SELECT is((SELECT row(agreement, version)::text FROM api.funds WHERE id = 'kcst-pooled-budget'), row(NULL, 3)::text,
    'and no longer the day after, and the version tells');
RESET ROLE;
UPDATE safer.partner SET note = 'changed' WHERE id = 'kcc';
SELECT is((SELECT version FROM safer.partner WHERE id = 'kcc'), 2, 'a changed partner counts its version up');

SELECT * FROM finish();
ROLLBACK;
