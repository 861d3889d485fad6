-- Who sees which funds, contributors and contributions: the table of docs/data-model.md, row by row.
\ir support.psql
SELECT plan(34);

SELECT tap.make_half_hidden_fund();
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.posting('V-1')), 'accepted', 'KCC posts');
SELECT tap.acts('kent-police');
SELECT is(tap.outcome(tap.posting('V-1')), 'accepted', 'Kent Police posts');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('V-1', fund => 'half-hidden')), 'accepted', 'Maidstone posts');
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('V-1', fund => 'half-hidden')), 'accepted', 'Thanet posts');

-- Without a partner
SELECT tap.acts('');
SELECT is((SELECT count(*) FROM api.partners WHERE id IN ('kcc', 'kfrs', 'kent-police', 'maidstone', 'medway')), 5::bigint,
    'partners are read by everybody');
SELECT is((SELECT count(*) FROM api.names WHERE name = 'KCST'), 2::bigint, 'and names');
SELECT is(tap.outcome($$UPDATE safer.name SET note = 'x'$$), '42501', 'which nobody writes');
SELECT is((SELECT count(*) FROM api.budget_lines), 18::bigint, 'and published budgets');
SELECT is(tap.outcome($$UPDATE safer.budget_line SET name = 'x'$$), '42501', 'which nobody writes either');
SELECT is_empty('SELECT * FROM api.funds', 'without a partner no fund is seen');
SELECT is_empty('SELECT * FROM api.contributions', 'no contribution');
SELECT is_empty('SELECT * FROM api.fund_contributors WHERE agreement IS NULL', 'and nobody a fund names');

-- A constituent partner
SELECT tap.acts('kcc');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget', 'half-hidden'],
    'a constituent partner sees every fund');
SELECT bag_eq('SELECT partner FROM api.contributions', ARRAY['kcc', 'kent-police', 'maidstone', 'thanet'],
    'and every contribution');
SELECT bag_eq($$SELECT partner, agreement FROM api.fund_contributors WHERE fund = 'half-hidden'$$,
    $$VALUES ('maidstone', 'half-hidden-agreement'), ('thanet', 'half-hidden-agreement'), ('swale', NULL)$$,
    'and who contributes by what');

-- A host that is no constituent partner
SELECT tap.acts('medway');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget', 'half-hidden'],
    'a host sees its own funds, and that of a published agreement');
SELECT bag_eq('SELECT partner FROM api.contributions', ARRAY['maidstone', 'thanet'], 'and what is paid into them');
SELECT set_eq('SELECT partner FROM api.fund_contributors WHERE agreement IS NULL', ARRAY['swale'],
    'and who they name');

-- A contributor
SELECT tap.acts('maidstone');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget', 'half-hidden'],
    'a contributor sees the funds it pays into, and that of a published agreement');
SELECT bag_eq('SELECT partner FROM api.contributions', ARRAY['maidstone'], 'and its own contributions only');
SELECT is_empty('SELECT * FROM api.fund_contributors WHERE agreement IS NULL', 'and not who else a fund names');
SELECT tap.acts('swale');
SELECT set_eq('SELECT id FROM api.funds', ARRAY['kcst-pooled-budget', 'half-hidden'],
    'who a fund names sees it');
SELECT is_empty('SELECT * FROM api.contributions', 'and no contribution while it has none');
SELECT set_eq('SELECT partner FROM api.fund_contributors WHERE agreement IS NULL', ARRAY['swale'],
    'and that it is named');

-- Anybody else
SELECT tap.acts('ashford');
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
