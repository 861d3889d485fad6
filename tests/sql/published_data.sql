-- What sql/data loads is what the papers print; loading it again changes nothing users changed.
\ir support.psql
SELECT plan(15);

\set partners `cat sql/data/01_partners.sql`
\set funds `cat sql/data/02_funds.sql`
\set agreements `cat sql/data/03_agreements.sql`

SELECT set_eq($$SELECT id FROM safer.partner WHERE kind = 'constituent'$$, ARRAY['kcc', 'kfrs', 'kent-police'],
    'three constituent partners');
SELECT is((SELECT count(*) FROM safer.partner WHERE kind = 'district'), 12::bigint, 'twelve districts');
SELECT results_eq($$SELECT host, rolls_forward FROM safer.fund WHERE id = 'kcst-pooled-budget'$$,
    $$VALUES ('kfrs', true)$$, 'the pooled budget is hosted by the fire and rescue service and rolls forward');
SELECT results_eq($$SELECT starts_on, ends_on, notice_months, meeting_interval_months, formal_report_on, public, succeeds
    FROM safer.agreement WHERE id = 'kcst-mou-2018'$$,
    $$VALUES (date '2018-01-01', date '2020-03-31', 6, 2, date '2019-03-01', true, NULL::text)$$,
    'the memorandum''s term, notice, interval and report');
SELECT set_eq($$SELECT partner FROM safer.agreement_party WHERE agreement = 'kcst-mou-2018'$$,
    ARRAY['kcc', 'kfrs', 'kent-police'], 'its parties');
SELECT is_empty($$SELECT * FROM safer.agreement_party WHERE agreement = 'kcst-mou-2018' AND signed_on IS NOT NULL$$,
    'no date of signature is printed');
SELECT results_eq($$SELECT financial_year, amount_pence, due_on FROM safer.agreement_minimum
    WHERE agreement = 'kcst-mou-2018' ORDER BY financial_year$$,
    $$VALUES ('2017/18', 1000000::bigint, date '2018-01-01'), ('2018/19', 1600000, '2018-04-01'),
        ('2019/20', 1600000, '2019-04-01')$$, '£10,000, then £16,000 twice, with assumed due dates');
SELECT is_empty($$SELECT * FROM safer.agreement_minimum WHERE agreement = 'kcst-mou-2018'
    AND note NOT LIKE '%assumption%'$$, 'which are marked as assumed');
SELECT results_eq($$SELECT review_on FROM safer.agreement_review WHERE agreement = 'kcst-mou-2018' ORDER BY review_on$$,
    ARRAY[date '2019-01-01', '2020-01-01'], 'reviewed in January 2019 and January 2020');
SELECT is_empty('SELECT * FROM safer.contribution', 'no contribution is made up');

SET LOCAL ROLE safer_owner;
UPDATE safer.partner SET name = 'Another name' WHERE id = 'kcc';
UPDATE safer.agreement SET title = 'Another title' WHERE id = 'kcst-mou-2018';
DELETE FROM safer.agreement_review WHERE agreement = 'kcst-mou-2018' AND review_on = '2020-01-01';
SELECT is(tap.outcome(:'partners'), 'accepted', 'partners load again');
SELECT is(tap.outcome(:'funds'), 'accepted', 'funds load again');
SELECT is(tap.outcome(:'agreements'), 'accepted', 'agreements load again');
SELECT is((SELECT row(p.name, a.title, p.version, a.version)::text FROM safer.partner AS p, safer.agreement AS a
    WHERE p.id = 'kcc' AND a.id = 'kcst-mou-2018'), row('Another name', 'Another title', 2, 2)::text,
    'what users changed stays');
SELECT is((SELECT count(*) FROM safer.agreement_review WHERE agreement = 'kcst-mou-2018'), 1::bigint,
    'also what they removed');

SELECT * FROM finish();
ROLLBACK;
