-- Who makes a fund and the purposes of its spending, and what each must satisfy.
\ir support.psql
SELECT plan(43);

CREATE FUNCTION pg_temp.making(id text, contributors jsonb DEFAULT '[]') RETURNS text LANGUAGE sql
RETURN format('SELECT safer.create_fund(%L, ''A fund'', NULL, NULL, %L)', id, contributors);
CREATE FUNCTION pg_temp.purpose(id text, fund text DEFAULT 'half-hidden', kind text DEFAULT 'project',
    planned_pence bigint DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN format('SELECT safer.create_fund_purpose(%L, %L, ''A purpose'', %L, %L, NULL)', fund, id, kind, planned_pence);
CREATE FUNCTION pg_temp.pointer(statement text) RETURNS text LANGUAGE sql
RETURN tap.detail(statement) #>> '{errors,0,pointer}';
SELECT tap.make_half_hidden_fund();
SET LOCAL ROLE safer_service;

-- A fund
SELECT tap.acts('');
SELECT is(tap.outcome(pg_temp.making('new')), 'not-a-constituent-partner', 'nobody makes a fund without a partner');
SELECT tap.acts('medway');
SELECT is(tap.outcome(pg_temp.making('new')), 'not-a-constituent-partner',
    'nor who hosts one and is no constituent partner');
SELECT tap.acts('kent-police');
SELECT is(tap.outcome('INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES (''x'', ''x'', ''kcc'', true)'),
    '42501',
    'nor anybody past the rules');
SELECT is(tap.outcome(pg_temp.making('kcst-pooled-budget')), 'fund-exists', 'an id names one fund');
SELECT is(tap.outcome(pg_temp.making('Not a slug')), 'fund_id_slug', 'and is a plain one');
SELECT is(tap.outcome(pg_temp.making('new', contributors)) || ' ' || pg_temp.pointer(pg_temp.making('new',
    contributors)),
    fault, 'not with ' || contributors::text)
FROM (VALUES
    ('[{"partner": "swale", "from_on": "2019-04-01"}, {"partner": "nobody", "from_on": "2019-04-01"}]'::jsonb,
        'unknown-partner /contributors/1/partner'),
    ('[{"partner": "swale", "from_on": "2019-04-01"}, {"partner": "swale", "from_on": "2020-04-01"}]',
        'duplicate-member /contributors/1/partner'),
    ('[{"partner": "swale", "from_on": "2019-04-01", "to_on": "2019-03-31"}]', 'term-invalid /contributors/0/to_on'),
    ('[{"partner": "swale", "from_on": "2019-04-01", "amount_pence": 0}]',
        'amount-not-positive /contributors/0/amount_pence')) AS x (contributors, fault);
SELECT is_empty($$SELECT id FROM api.funds WHERE id = 'new'$$, 'then nothing of it is made');
SELECT is(tap.outcome(pg_temp.making('new', '[{"partner": "swale", "from_on": "2019-04-01", "to_on": "2019-04-01",
    "amount_pence": 1}, {"partner": "kcc", "from_on": "2019-05-01"}]')), 'accepted', 'a constituent partner makes one');
SELECT is((SELECT row(f.host, f.rolls_forward, f.agreement, f.version)::text FROM api.funds AS f WHERE f.id = 'new'),
    row('kent-police', true, NULL::text, 1)::text, 'which it hosts, and which rolls forward unless it says otherwise');
SELECT results_eq($$SELECT partner, from_on, to_on, agreement,
    amount_pence FROM api.fund_contributors WHERE fund = 'new'
    ORDER BY partner$$, $$VALUES ('kcc', date '2019-05-01', NULL::date, NULL::text, NULL::bigint),
        ('swale', '2019-04-01', '2019-04-01', NULL, 1)$$, 'with those it names');
SELECT is(tap.outcome(pg_temp.making('new')), 'fund-exists', 'once');
SELECT is(tap.outcome(pg_temp.making('lonely')), 'accepted', 'it need not name any');
SELECT tap.acts('swale');
SELECT set_eq($$SELECT id FROM api.funds WHERE id IN ('new', 'lonely')$$, ARRAY['new'], 'who is named knows of it');

-- A purpose
SELECT tap.acts('');
SELECT is_empty(pg_temp.purpose('bridge'), 'without a partner there is no fund to have one');
SELECT tap.acts('ashford');
SELECT is_empty(pg_temp.purpose('bridge'), 'nor for who may not see it');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(pg_temp.purpose('bridge')), 'not-the-host', 'a contributor makes none');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(pg_temp.purpose('bridge')), 'not-the-host', 'nor does who only reads');
SELECT tap.acts('medway');
SELECT is(tap.outcome(pg_temp.purpose('works')), 'purpose-exists', 'an id names one purpose of the fund');
SELECT is(tap.outcome(pg_temp.purpose('bridge', planned_pence => 0)), 'amount-not-positive', 'nothing is no plan');
SELECT is(pg_temp.pointer(pg_temp.purpose('works')) || pg_temp.pointer(pg_temp.purpose('bridge', planned_pence => 0)),
    '/id/planned_pence', 'and what is wrong is pointed at');
SELECT is(tap.outcome(pg_temp.purpose('bridge', kind => 'post')), 'purpose_post_when_post',
    'a post opens its own, and nobody else makes one');
SELECT is(tap.outcome(pg_temp.purpose('bridge', kind => 'gift')), 'purpose_kind_known', 'of the kinds there are');
SELECT is(tap.outcome(pg_temp.purpose('bridge', planned_pence => 1)), 'accepted', 'the host makes one');
SELECT is(tap.outcome(pg_temp.purpose('bridge')), 'purpose-exists', 'once');
SELECT is(tap.outcome(tap.spending('S-1', purpose => 'bridge', decision => 'SMT')), 'accepted', 'and spends on it');
SELECT is((SELECT row(u.name, u.kind, u.post, u.planned_pence, u.version)::text FROM api.purposes AS u
    WHERE u.fund = 'half-hidden' AND u.id = 'bridge'), row('A purpose', 'project', NULL::text, 1, 1)::text,
    'as it was made');
RESET ROLE;
SELECT tap.make_post('half-post', 1200000, 12);
SELECT is((SELECT row(u.name, u.kind, u.post)::text FROM safer.purpose AS u WHERE u.fund = 'half-hidden'
    AND u.id = 'half-post'), row('Post half-post', 'post', 'half-post')::text,
    'a post that a fund pays is one by itself');
INSERT INTO safer.post (id, employer) VALUES ('own-post', 'medway');
INSERT INTO safer.post_term (post, from_on, title, host, placement, funding)
VALUES ('own-post', '2018-04-01', 'Own post', 'medway', 'team', 'partner');
SELECT is_empty($$SELECT fund FROM safer.purpose WHERE id = 'own-post'$$, 'one that none pays is not');
UPDATE safer.post_term SET funding = 'joint', fund = 'half-hidden', annual_cost_pence = 1, funded_from = '2018-04-01',
    funded_months = 1 WHERE post = 'own-post';
SELECT set_eq($$SELECT fund FROM safer.purpose WHERE id = 'own-post'$$, ARRAY['half-hidden'], 'until one does');
SELECT is(tap.outcome($$INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund,
    annual_cost_pence, funded_from, funded_months) VALUES ('own-post', '2019-04-01', 'Renamed', 'medway', 'team',
    'joint',
    'half-hidden', 2, '2019-04-01', 1)$$), 'accepted', 'a later term of it');
SELECT is((SELECT u.name FROM safer.purpose AS u WHERE u.id = 'own-post'), 'Own post', 'opens no other');

-- What a post's term must satisfy where a fund pays it
SELECT is(tap.outcome(format($$UPDATE safer.post_term SET %s WHERE post = 'half-post'$$, change)), fault,
    'not ' || change)
FROM (VALUES ('annual_cost_pence = NULL', 'post_term_funded_whole'), ('funded_months = NULL', 'post_term_funded_whole'),
    ('funded_from = NULL', 'post_term_funded_whole'), ('funding = ''partner''', 'post_term_fund_when_joint'),
    ('annual_cost_pence = 0', 'post_term_cost_sane'), ('funded_months = 0', 'post_term_funded_months_sane'),
    ('funded_months = 601', 'post_term_funded_months_sane'),
    ('fund = NULL, annual_cost_pence = NULL, funded_months = NULL, funded_from = NULL',
        'post_term_agreement_when_funded'), ('to_on = ''2018-03-31''', 'post_term_dates_ordered')) AS x (change, fault);

SELECT * FROM finish();
ROLLBACK;
