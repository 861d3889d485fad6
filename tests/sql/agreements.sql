-- Who reads and makes agreements, and what a new one must satisfy.
\ir support.psql
SELECT plan(44);

CREATE FUNCTION tap.making(id text DEFAULT 'next', changes jsonb DEFAULT '{}')
RETURNS text
LANGUAGE sql
RETURN (
    SELECT format('SELECT safer.create_agreement(%L, %L, %L, %L, %L, %L, %L, %L, NULL, NULL, %L, %L, NULL, NULL)',
        id, 'Successor', b ->> 'fund', b ->> 'starts_on', b ->> 'ends_on', b ->> 'succeeds', b -> 'parties',
        b -> 'minimums', b -> 'reviews', b ->> 'formal_report_on')
    FROM (SELECT '{"fund": "kcst-pooled-budget", "starts_on": "2020-04-01", "ends_on": "2023-03-31",
        "parties": ["kcc", "kfrs", "kent-police"],
        "minimums": [{"financial_year": "2020/21", "amount_pence": 1600000}]}'::jsonb || changes) AS x (b));
CREATE FUNCTION tap.pointer(statement text)
RETURNS text
LANGUAGE sql
RETURN tap.detail(statement) #>> '{errors,0,pointer}';
SELECT tap.make_half_hidden_fund();
INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('other-fund', 'Other', 'kcc', false);
SET LOCAL ROLE safer_service;

-- Who reads
SELECT tap.acts('');
SELECT set_eq('SELECT id FROM api.agreements', ARRAY['kcst-mou-2018'], 'without a token only what is public is read');
SELECT set_eq('SELECT DISTINCT agreement FROM api.agreement_parties', ARRAY['kcst-mou-2018'],
    'and its parties only');
SELECT set_eq('SELECT DISTINCT agreement FROM api.agreement_minimums', ARRAY['kcst-mou-2018'],
    'and its minimums only');
SELECT set_eq('SELECT DISTINCT agreement FROM api.agreement_reviews', ARRAY['kcst-mou-2018'],
    'and its reviews only');
SELECT tap.acts('swale');
SELECT set_eq('SELECT id FROM api.agreements', ARRAY['kcst-mou-2018', 'half-hidden-agreement'],
    'a partner reads those that are not public too');
SELECT set_eq('SELECT DISTINCT agreement FROM api.agreement_parties',
    ARRAY['kcst-mou-2018', 'half-hidden-agreement'], 'and their parties');
SELECT set_eq('SELECT DISTINCT agreement FROM api.agreement_minimums',
    ARRAY['kcst-mou-2018', 'half-hidden-agreement'], 'and their minimums');
RESET ROLE;
INSERT INTO safer.agreement_review (agreement, review_on) VALUES ('half-hidden-agreement', '2019-02-01');
SET LOCAL ROLE safer_service;
SELECT set_eq('SELECT DISTINCT agreement FROM api.agreement_reviews',
    ARRAY['kcst-mou-2018', 'half-hidden-agreement'], 'and their reviews');
SELECT tap.acts('');
SELECT set_eq('SELECT DISTINCT agreement FROM api.agreement_reviews', ARRAY['kcst-mou-2018'],
    'which stay hidden without a token');

-- Who makes
SELECT is(tap.outcome(tap.making()), 'not-a-constituent-partner', 'nobody makes one without a partner');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.making(changes => '{"parties": ["maidstone"]}')), 'not-a-constituent-partner',
    'a district makes none');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.making(changes => '{"parties": ["kfrs", "kent-police"]}')), 'not-permitted',
    'a constituent partner makes none it is no party to');
SELECT is(tap.outcome($$INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on)
    VALUES ('x', 'x', 'kcst-pooled-budget', '2020-04-01', '2021-03-31')$$), '42501', 'nor writes one past the rules');

-- What it must satisfy
SELECT is(tap.outcome(tap.making(changes => '{"fund": "nowhere"}')), 'unknown-fund', 'the fund exists');
SELECT is(tap.outcome(tap.making('kcst-mou-2018')), 'agreement-exists', 'the id is new');
SELECT is(tap.outcome(tap.making(changes => '{"ends_on": "2020-03-31"}')), 'term-invalid', 'it ends after it starts');
SELECT is(tap.outcome(tap.making(changes => '{"starts_on": "1999-12-31"}')), 'term-invalid',
    'it starts in this century');
SELECT is(tap.outcome(tap.making(changes => '{"ends_on": "2101-01-01"}')), 'term-invalid', 'and ends in it');
SELECT is(tap.outcome(tap.making(changes => '{"formal_report_on": "2020-03-31"}')), 'term-invalid',
    'its formal report does not precede it');
SELECT is(tap.outcome(tap.making(changes => '{"succeeds": "nothing"}')), 'unknown-agreement',
    'what it succeeds exists');
SELECT is(tap.outcome(tap.making(changes => '{"succeeds": "half-hidden-agreement"}')), 'unknown-agreement',
    'and is an agreement of the same fund');
SELECT is(tap.outcome(tap.making(changes => '{"succeeds": "kcst-mou-2018", "starts_on": "2018-01-01"}')),
    'term-invalid', 'it starts after what it succeeds');
SELECT is(tap.outcome(tap.making(changes => '{"parties": ["kcc", "nobody"]}')), 'unknown-partner',
    'its parties are partners');
SELECT is(tap.pointer(tap.making(changes => '{"parties": ["kcc", "nobody"]}')), '/parties/1',
    'and the one that is not is pointed at');
SELECT is(tap.outcome(tap.making(changes => '{"parties": ["kcc", "kfrs", "kcc"]}')), 'duplicate-member',
    'each party is named once');
SELECT is(tap.outcome(tap.making(changes => '{"minimums": [{"financial_year": "2023/24", "amount_pence": 1}]}')),
    'year-outside-term', 'its years lie within its term');
SELECT is(tap.outcome(tap.making(changes => '{"minimums": [{"financial_year": "2019/20", "amount_pence": 1}]}')),
    'year-outside-term', 'a year before the term is outside it');
SELECT is(tap.outcome(tap.making(changes => '{"minimums": [{"financial_year": "2020/21", "amount_pence": 1,
    "due_on": "2021-04-01"}]}')), 'date-outside-year', 'what is due is due within its year');
SELECT is(tap.outcome(tap.making(changes => '{"minimums": [{"financial_year": "2020/21", "amount_pence": 1},
    {"financial_year": "2020/21", "amount_pence": 2}]}')), 'duplicate-member', 'each year is named once');
SELECT is(tap.outcome(tap.making(changes => '{"minimums": [{"financial_year": "2020/21", "amount_pence": 0}]}')),
    'amount-not-positive', 'a minimum is more than nothing');
SELECT is(tap.outcome(tap.making(changes => '{"starts_on": "2020-03-01",
    "minimums": [{"financial_year": "2019/20", "amount_pence": 1}]}')), 'year-already-covered',
    'a year is covered by one agreement of the fund');
SELECT is(tap.outcome(tap.making(changes => '{"reviews": ["2021-01-01", "2021-01-01"]}')), 'duplicate-member',
    'each review is named once');
SELECT is(tap.outcome(tap.making(changes => '{"reviews": ["2023-04-01"]}')), 'term-invalid',
    'reviews lie within the term');

-- What comes of it
SELECT is((SELECT version FROM api.funds WHERE id = 'kcst-pooled-budget'), 2, 'the fund before');
SELECT is(tap.outcome(tap.making(changes => '{"succeeds": "kcst-mou-2018", "reviews": ["2021-01-01"],
    "minimums": [{"financial_year": "2020/21", "amount_pence": 1600000},
        {"financial_year": "2021/22", "amount_pence": 1700000, "due_on": "2021-05-31"}]}')),
    'accepted', 'a successor is made');
SELECT is((SELECT row(a.kind, a.notice_months, a.meeting_interval_months, a.public, a.parties::text, a.reviews::text,
        a.version)::text FROM api.agreements AS a WHERE a.id = 'next'),
    row('memorandum', 6, 2, false, '["kcc", "kent-police", "kfrs"]', '["2021-01-01"]', 1)::text,
    'with the usual notice and interval, not public');
SELECT results_eq($$SELECT financial_year, amount_pence, due_on FROM api.agreement_minimums
    WHERE agreement = 'next' ORDER BY financial_year$$,
    $$VALUES ('2020/21', 1600000::bigint, date '2020-04-01'), ('2021/22', 1700000, '2021-05-31')$$,
    'what is due is due on 1 April unless it says otherwise');
SELECT is(tap.outcome(tap.making('mid', '{"fund": "other-fund", "starts_on": "2020-06-15"}')), 'accepted',
    'another fund has years of its own');
SELECT is((SELECT due_on FROM api.agreement_minimums WHERE agreement = 'mid'), date '2020-06-15',
    'due on the first day, where the term begins later than 1 April');
SELECT is((SELECT row(succeeded_by, version)::text FROM api.agreements WHERE id = 'kcst-mou-2018'),
    row('next', 2)::text, 'the predecessor says by what it is succeeded, and its version counts up');
SELECT is((SELECT version FROM api.funds WHERE id = 'kcst-pooled-budget'), 3, 'the fund''s version counts up');
SELECT is(tap.outcome(tap.making('third', '{"succeeds": "kcst-mou-2018",
    "minimums": [{"financial_year": "2022/23", "amount_pence": 1}]}')), 'agreement-already-succeeded',
    'an agreement is succeeded once');
SELECT tap.acts('');
SELECT is((SELECT succeeded_by FROM api.agreements WHERE id = 'kcst-mou-2018'), NULL,
    'a successor that is not public is not named to who cannot read it');
SELECT tap.acts('kcc', '2020-04-01');
SELECT is((SELECT row(agreement, version)::text FROM api.funds WHERE id = 'kcst-pooled-budget'),
    row('next', 5)::text, 'on its first day it is the one in force, and the fund''s version tells');

SELECT * FROM finish();
ROLLBACK;
