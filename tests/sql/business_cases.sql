-- Who asks to join an agreement, who decides, and what comes of it.
\ir support.psql
SELECT plan(36);

CREATE FUNCTION tap.offering(id uuid, agreement text DEFAULT 'kcst-mou-2018')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_business_case(%L, %L, ''Summary'', ''An officer'', NULL)', id, agreement);
CREATE FUNCTION tap.deciding(business_case uuid, accepted boolean DEFAULT true, decided_on date DEFAULT '2018-07-12',
    agreement text DEFAULT 'kcst-mou-2018')
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.decide_business_case(%L, %L, %L, %L, ''Minutes'')', agreement, business_case,
    accepted, decided_on);
\set first '''00000000-0000-7000-8000-000000000001'''
\set second '''00000000-0000-7000-8000-000000000002'''
\set third '''00000000-0000-7000-8000-000000000003'''
\set fourth '''00000000-0000-7000-8000-000000000004'''
SELECT tap.make_half_hidden_fund();
SET LOCAL ROLE safer_service;

-- Who asks
SELECT tap.acts('', '2018-06-04');
SELECT is((SELECT safer.create_business_case(:first, 'half-hidden-agreement', 'S', 'P', NULL)), NULL,
    'who does not see an agreement does not ask to join it');
SELECT is(tap.outcome(tap.offering(:first)), 'not-permitted', 'nobody asks without a partner');
SELECT tap.acts('nobody', '2018-06-04');
SELECT is(tap.outcome(tap.offering(:first)), 'not-permitted', 'nor for one that does not exist');
SELECT tap.acts('kcc', '2018-06-04');
SELECT is(tap.outcome(tap.offering(:first)), 'already-a-party', 'nor does a party');
SELECT tap.acts('secamb', '2020-04-01');
SELECT is(tap.outcome(tap.offering(:first)), 'agreement-over', 'nor anybody once the agreement is over');
SELECT tap.acts('secamb', '2018-06-04');
SELECT is(tap.outcome(tap.offering(:first)), 'accepted', 'a partner that is no party asks');
SELECT is((SELECT row(state, submitted_on, version)::text FROM api.business_cases WHERE id = :first),
    row('submitted', date '2018-06-04', 1)::text, 'its case awaits a decision');
SELECT is(tap.outcome(tap.offering(:second)), 'accepted', 'it may put another');
SELECT tap.acts('swale', '2018-06-04');
SELECT is(tap.outcome(tap.offering(:third)), 'accepted', 'as may others');

-- Who reads it
SELECT set_eq('SELECT id FROM api.business_cases', ARRAY[:third]::uuid[], 'who asks reads its own case');
SELECT tap.acts('kent-police', '2018-06-04');
SELECT is((SELECT count(*) FROM api.business_cases), 3::bigint, 'a party reads all');
SELECT tap.acts('ashford', '2018-06-04');
SELECT is_empty('SELECT id FROM api.business_cases', 'another partner reads none');
SELECT tap.acts('', '2018-06-04');
SELECT is_empty('SELECT id FROM api.business_cases', 'nor does who has no partner');
SELECT tap.acts('maidstone', '2018-06-04');
SELECT is_empty('SELECT id FROM api.business_cases', 'nor a party of another agreement');
SELECT tap.acts('kcc', '2018-06-04');
SELECT is(tap.outcome(tap.offering(:fourth, 'half-hidden-agreement')), 'accepted',
    'a constituent partner asks to join one it is no party to');
SELECT tap.acts('kfrs', '2018-06-04');
SELECT is((SELECT count(*) FROM api.business_cases), 3::bigint, 'which another constituent partner does not read');

-- Who decides
SELECT tap.acts('ashford', '2018-08-01');
SELECT is_empty(tap.deciding(:first), 'who does not see a case finds nothing to decide');
SELECT tap.acts('secamb', '2018-08-01');
SELECT is(tap.outcome(tap.deciding(:first)), 'not-a-party', 'who asks does not decide');
SELECT tap.acts('kfrs', '2018-08-01');
SELECT is_empty(tap.deciding(:first, agreement => 'half-hidden-agreement'), 'a case is decided under its own agreement');
SELECT is(tap.outcome(tap.deciding(:first, decided_on => '2018-08-02')), 'date-in-future', 'nothing is decided tomorrow');
SELECT is(tap.outcome(tap.deciding(:first, decided_on => '2017-12-31')), 'date-implausible',
    'nor before the agreement started');
SELECT tap.acts('kfrs', '2020-04-02');
SELECT is(tap.outcome(tap.deciding(:first, decided_on => '2020-04-01')), 'agreement-over', 'nor after it ended');
SELECT tap.acts('kfrs', '2018-08-01');
SELECT is(tap.outcome(tap.deciding(:third, false)), 'accepted', 'a party records a refusal');
SELECT is((SELECT state FROM api.business_cases WHERE id = :third), 'refused', 'which is one');
SELECT is((SELECT row(version, additional_partners::text)::text FROM api.agreements WHERE id = 'kcst-mou-2018'),
    row(1, '[]')::text, 'and changes nothing about the agreement');
SELECT is(tap.outcome(tap.deciding(:third)), 'already-decided', 'a case is decided once');
SELECT is(tap.outcome(tap.deciding(:first)), 'accepted', 'a party records an acceptance');
SELECT is((SELECT row(state, decided_on, decision, decided_by, version)::text FROM api.business_cases WHERE id = :first),
    row('accepted', date '2018-07-12', 'Minutes', 'kfrs', 2)::text, 'with who recorded it');

-- What comes of it
SELECT is((SELECT row(version, additional_partners::text)::text FROM api.agreements WHERE id = 'kcst-mou-2018'),
    row(2, '["secamb"]')::text, 'the partner has joined, and the agreement''s version counts up');
SELECT is((SELECT string_agg(x.additional_partners::text, ' ' ORDER BY d)
    FROM unnest('{2018-07-11,2018-07-12}'::date[]) AS d, safer.agreements_on(d) AS x WHERE x.id = 'kcst-mou-2018'),
    '[] ["secamb"]', 'from the day it was decided');
SELECT is(tap.outcome(tap.deciding(:second)), 'already-a-party', 'a partner joins once');
SELECT tap.acts('secamb', '2018-08-01');
SELECT is(tap.outcome(tap.offering(:fourth)), 'already-a-party', 'and asks no more');
SELECT is(tap.outcome(tap.posting('B-1', received_on => '2018-07-01')), 'not-a-contributor', 'it does not contribute');
SELECT is_empty($$SELECT partner FROM safer.fund_schedule('kcst-pooled-budget', '2018/19')$$, 'and owes nothing');
SELECT tap.acts('', '2018-08-01');
SELECT is((SELECT additional_partners::text FROM api.agreements WHERE id = 'kcst-mou-2018'), '["secamb"]',
    'that it joined is public with the agreement');
SELECT is(tap.outcome('SELECT decision, written_by FROM safer.business_case'), '42501',
    'nobody reads what is not shown');

SELECT * FROM finish();
ROLLBACK;
