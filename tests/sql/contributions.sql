-- What a contribution must satisfy to be posted, whatever rows its sender may see.
\ir support.psql
SELECT plan(38);

SELECT tap.make_half_hidden_fund();
SET LOCAL ROLE safer_service;

-- The fund
SELECT tap.acts('');
SELECT is(tap.outcome(tap.posting('A-1')), 'not-permitted', 'nobody posts without a partner');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.posting('A-1', fund => 'nowhere')), 'unknown-fund', 'the fund exists');
SELECT tap.acts('ashford');
SELECT is(tap.outcome(tap.posting('A-1')), 'not-a-contributor', 'a published fund has its contributors, and no others');
SELECT is(tap.outcome(tap.posting('A-1', fund => 'half-hidden')), 'unknown-fund', 'a fund that is hidden is unknown');
SELECT is(replace(tap.detail(tap.posting('A-1', fund => 'half-hidden'))::text, 'half-hidden', 'nowhere'),
    tap.detail(tap.posting('A-1', fund => 'nowhere'))::text, 'a hidden fund answers exactly as one that is not');

-- The year and the contributor
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.posting('A-1', financial_year => '2031/32')), 'year-not-covered',
    'an agreement covers the year');
SELECT is(tap.detail(tap.posting('A-1', financial_year => '2031/32')) ->> 'sentence',
    'No agreement covers 2031/32 for this fund; the last year covered is 2019/20.', 'else the last one is named');
SELECT is(tap.detail(tap.posting('A-1', financial_year => '2016/17')) ->> 'sentence',
    'No agreement covers 2016/17 for this fund; the first year covered is 2017/18.', 'or the first one');
SELECT is(tap.outcome(tap.posting('A-1', financial_year => '0000/01')), 'year-not-covered', 'year 0 is no accident');
SELECT is(tap.outcome(tap.posting('A-1', fund => 'half-hidden')), 'not-a-contributor',
    'a partner that reads a fund does not therefore contribute to it');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('A-0', fund => 'half-hidden')), 'accepted', 'a party of the agreement does');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.posting('A-0', fund => 'half-hidden')), 'accepted', 'so does who the fund names');
SELECT is(tap.outcome(tap.posting('A-00', fund => 'half-hidden', financial_year => '2019/20')), 'accepted',
    'in every year it names it, without an agreement');
SELECT is(tap.outcome(tap.posting('A-00', fund => 'half-hidden', financial_year => '2017/18')), 'year-not-covered',
    'and in no other');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('A-00', fund => 'half-hidden', financial_year => '2019/20')), 'not-a-contributor',
    'a party of last year''s agreement is not named by the fund');

-- The dates
SELECT tap.acts('kcc', '2019-06-01');
SELECT is(tap.outcome(tap.posting('A-1', received_on => '2019-06-02')), 'date-in-future', 'not tomorrow');
SELECT is(tap.outcome(tap.posting('A-1', received_on => '2019-06-01')), 'accepted', 'today is in time');
SELECT is(tap.outcome(tap.posting('A-2', received_on => '2017-03-31')), 'date-implausible',
    'not more than a year before its financial year');
SELECT is(tap.outcome(tap.posting('A-2', received_on => '2017-04-01')), 'accepted', 'a year before is in order');

-- The amount
SELECT is(tap.outcome(tap.posting('A-3', amount_pence => 0)), 'amount-not-positive', 'not nothing');
SELECT is(tap.outcome(tap.posting('A-3', amount_pence => -1)), 'amount-not-positive', 'not less');
SELECT is(tap.outcome(tap.posting('A-3', amount_pence => 1000000000001)), 'contribution_amount_sane',
    'not more than ten thousand million pounds');
SELECT is(tap.outcome(tap.posting('A-3', amount_pence => 1)), 'accepted', 'a penny is welcome');

-- The reference
SELECT is(tap.outcome(tap.posting('A-4', id => '01900000-0000-7000-8000-000000000004')), 'accepted', 'a new one');
SELECT is(tap.outcome(tap.posting('A-4')), 'duplicate-reference', 'not the same again');
SELECT is(tap.outcome(tap.posting('A-4', amount_pence => 5, financial_year => '2019/20')), 'duplicate-reference',
    'nor for another amount or year');
SELECT is(tap.detail(tap.posting('A-4')) -> 'existing', '{"id": "01900000-0000-7000-8000-000000000004",
    "href": "/v1/contributions/01900000-0000-7000-8000-000000000004"}'::jsonb, 'the existing one is named');
SELECT is(tap.outcome(tap.reversal('01900000-0000-7000-8000-000000000004', '{"amount_pence": 7}',
    '01900000-0000-7000-8000-000000000005')), 'accepted', 'reversed and replaced');
SELECT is(tap.outcome(tap.posting('A-4')), 'duplicate-reference', 'a reference stays used for ever');
SELECT is(tap.detail(tap.posting('A-4')) #>> '{existing,id}', '01900000-0000-7000-8000-000000000005',
    'and the one that stands for it is named');
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('A-0', fund => 'half-hidden')), 'accepted',
    'another partner''s references are another''s, also where they are hidden');
SELECT is(tap.outcome(tap.posting(' A-9', fund => 'half-hidden')), 'contribution_reference_shape',
    'no blank in front');
SELECT is(tap.outcome(tap.posting(E'A\t9', fund => 'half-hidden')), 'contribution_reference_shape',
    'no control character');
SELECT is(tap.outcome(tap.posting('', fund => 'half-hidden')), 'contribution_reference_shape', 'not empty');

-- Whose it is
SELECT is(tap.outcome($$INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on,
    external_reference) VALUES (gen_random_uuid(), 'half-hidden', 'maidstone', '2018/19', 5, '2018-05-01', 'A-8')$$),
    '42501', 'nobody posts for another');
SELECT tap.acts('medway');
SELECT is(tap.outcome($$INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on,
    external_reference) VALUES (gen_random_uuid(), 'half-hidden', 'maidstone', '2018/19', 5, '2018-05-01', 'A-8')$$),
    '42501', 'the host neither');
SELECT is(tap.outcome($$INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on,
    external_reference, replaces) SELECT gen_random_uuid(), c.fund, c.partner, c.financial_year, 5, c.received_on,
    c.external_reference, c.id FROM safer.contribution AS c WHERE c.external_reference = 'A-0' LIMIT 1$$),
    'not-permitted', 'nor a replacement of what has not been reversed for it');
SELECT tap.acts('kcc');
SELECT is(tap.outcome($$INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on,
    external_reference, confirmed_on, bank_reference) VALUES (gen_random_uuid(), 'kcst-pooled-budget', 'kcc',
    '2018/19', 5, '2018-05-01', 'A-8', '2018-05-01', 'B')$$), '42501', 'nobody posts what is confirmed already');

SELECT * FROM finish();
ROLLBACK;
