-- Who may not contribute to a fund, what reviews cost and who is told of it, the funding model, and what is published.
\ir support.psql
SELECT plan(93);

CREATE FUNCTION tap.scoped(partner text, scope text, today text DEFAULT '2021-06-01')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today);
    SELECT set_config('safer.scope', scope, true);
END;
CREATE FUNCTION tap.excluding(partner text, from_on date, to_on date DEFAULT NULL, fund text DEFAULT 'dhr-fund',
    id uuid DEFAULT gen_random_uuid())
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.create_fund_exclusion(%L, %L, %L, %L, %L, ''Directive'')', id, fund, partner, from_on,
    to_on);
CREATE FUNCTION tap.costing(dhr uuid, expenditure uuid, pence bigint)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.attribute_dhr_cost(%L, %L, %L)', dhr, expenditure, pence);
CREATE FUNCTION tap.giving(dhr uuid, contribution uuid, pence bigint)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.attribute_dhr_contribution(%L, %L, %L)', dhr, contribution, pence);
CREATE FUNCTION tap.publishing(dhr uuid, fields jsonb DEFAULT '{}', lessons jsonb DEFAULT '[]',
    recommendations jsonb DEFAULT '[]', if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.put_dhr_publication(%L, %L, %L, %L, ''[]'', '''', %L)', dhr,
    '{"title": "Summary"}'::jsonb || fields, lessons, recommendations, if_match);
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;
\set one '''00000000-0000-7000-8000-000000000001'''
\set two '''00000000-0000-7000-8000-000000000002'''
\set three '''00000000-0000-7000-8000-000000000003'''
\set none '''00000000-0000-7000-8000-000000000009'''
\set of_one '''00000000-0000-7000-8000-000000000011'''
\set of_two '''00000000-0000-7000-8000-000000000012'''
INSERT INTO safer.dhr_clock_rule (id, from_on, decision_months, completion_months, completed_by, source)
SELECT 'test', '2004-11-15', 1, 6, 'sign_off', 'Test'
WHERE NOT EXISTS (SELECT FROM safer.dhr_clock_rule);
INSERT INTO safer.dhr (id, reference, pseudonym, partnership, rule, notified_on, stage_on)
SELECT v.id::uuid, v.reference, v.pseudonym, 'swale', (SELECT min(r.id) FROM safer.dhr_clock_rule AS r), '2019-02-01',
    '2019-02-01'
FROM (VALUES (:one, 'ONE', 'Larkspur/2019'), (:two, 'TWO', 'Lobelia/2019')) AS v (id, reference, pseudonym);
INSERT INTO safer.dhr_panel (dhr, place, partner, from_on) VALUES (:one, 1, 'dover', '2019-03-01');
INSERT INTO safer.dhr_recommendation (id, dhr, number, reach) VALUES (:of_one, :one, 1, 'local'), (:of_two, :two, 1, 'local');
INSERT INTO safer.dhr_addressee (recommendation, dhr, place, partner, organisation)
VALUES (:of_one, :one, 1, 'kmpt', NULL), (:of_one, :one, 2, NULL, 'A surgery');
SET LOCAL ROLE safer_service;

-- Exclusions
SELECT tap.scoped('kfrs', 'funds.write');
SELECT is(tap.outcome(tap.excluding('swale', '2018-04-01')), 'not-the-host', 'who does not host the fund excludes nobody');
SELECT tap.scoped('medway', 'funds.write');
SELECT is_empty(tap.excluding('swale', '2018-04-01'), 'to who does not read the fund there is none');
SELECT tap.scoped('kcc', 'funds.write');
SELECT is(tap.outcome(tap.excluding('nobody', '2018-04-01')), 'unknown-partner', 'who is excluded is a partner');
SELECT is(tap.outcome(tap.excluding('swale', '2018-04-01', '2018-03-31')), 'fund_exclusion_dates_ordered',
    'it ends after it begins');
SELECT is(tap.outcome(tap.excluding('swale', '1990-04-01')), 'fund_exclusion_from_on_sane', 'on a day that can be');
SELECT is(tap.outcome(tap.excluding('swale', '2018-04-01', '2018-06-30', id => :one)), 'accepted', 'the host excludes');
SELECT is(tap.outcome(tap.excluding('swale', '2018-06-30')), 'exclusion-exists', 'nobody twice for a day');
SELECT is(tap.outcome(tap.excluding('swale', '2018-03-01', '2018-04-01')), 'exclusion-exists', 'neither first nor last');
SELECT is(tap.outcome(tap.excluding('swale', '2018-03-01')), 'exclusion-exists', 'nor around it');
SELECT is(tap.outcome(tap.excluding('swale', '2018-07-01', '2018-07-01')), 'accepted', 'but for the day after');
SELECT is(tap.outcome(tap.excluding('dover', '2018-04-01', id => :two)), 'accepted', 'and others');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_fund_exclusion(%L, ''2018-05-01'', NULL)', :one)),
    'exclusion-ended', 'its end is said once');
\set three '''01900000-0000-7000-8000-000000000093'''
SELECT is(tap.outcome(tap.excluding('thanet', '2021-05-01', '2121-05-31', id => :three)), 'accepted', 'one that lasts');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_fund_exclusion(%L, %L, NULL)', :three, e.to_on)), e.expected, 'until ' || e.to_on)
FROM (VALUES (1, date '2121-06-01', 'exclusion-ended'), (2, '2021-06-02', 'accepted'), (3, '2021-06-01', 'accepted'),
    (4, '2021-05-31', 'accepted'), (5, '2021-05-30', 'exclusion-ended')) AS e (n, to_on, expected) ORDER BY e.n;
SELECT is(tap.outcome(format('SELECT * FROM safer.end_fund_exclusion(%L, ''2018-03-31'', NULL)', :two)),
    'fund_exclusion_dates_ordered', 'and comes after its beginning');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_fund_exclusion(%L, ''2018-05-01'', 7)', :two)),
    'precondition-failed', 'of what is read');
SELECT tap.scoped('kfrs', 'funds.write');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_fund_exclusion(%L, ''2018-05-01'', 1)', :two)), 'not-the-host',
    'by the host alone');
SELECT tap.scoped('medway', 'funds.write');
SELECT is_empty(format('SELECT * FROM safer.end_fund_exclusion(%L, ''2018-05-01'', 1)', :two), 'others find none');
SELECT is((SELECT count(*) FROM api.fund_exclusions), 0::bigint, 'and read none');
SELECT tap.scoped('swale', 'funds.read');
SELECT is((SELECT count(*) FROM api.fund_exclusions), 4::bigint, 'who reads the fund does');
SELECT tap.scoped('', 'funds.read');
SELECT is((SELECT count(*) FROM api.fund_exclusions), 0::bigint, 'nobody does not');

-- What follows from them
SELECT tap.scoped('swale', 'contributions.write');
SELECT is(tap.outcome(tap.posting('S-1', fund => 'dhr-fund', received_on => '2018-04-01', amount_pence => 0)),
    'may-not-contribute', 'who is excluded may not contribute, whatever else is wrong');
SELECT is(tap.outcome(tap.posting('S-1', fund => 'dhr-fund', received_on => '2018-06-30')), 'may-not-contribute',
    'to the last day');
SELECT is(tap.outcome(tap.posting('S-1', fund => 'dhr-fund', received_on => '2018-07-02', id => :three,
    amount_pence => 250000)), 'accepted', 'but after it');
SELECT is(tap.outcome(tap.posting('S-2', fund => 'dhr-fund', received_on => '2018-03-31')), 'accepted', 'and before');
SELECT is(tap.outcome(tap.posting('S-3', fund => 'no-such', received_on => '2018-05-01')), 'unknown-fund',
    'a fund that is not seen stays so');
SELECT is(tap.outcome(tap.reversal(:three, '{"received_on": "2018-06-30"}')), 'may-not-contribute',
    'what replaces a contribution is one');
RESET ROLE;
INSERT INTO safer.fund_exclusion (id, fund, partner, from_on, to_on, reason)
VALUES (gen_random_uuid(), 'dhr-fund', 'swale', '2018-07-02', '2018-07-02', 'Later');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.reversal(:three, '{"amount_pence": 240000}', '00000000-0000-7000-8000-000000000004')),
    'accepted', 'but what puts it right stays on its day');
SELECT tap.scoped('kcc', 'funds.read');
SELECT is((SELECT string_agg(s.partner, ' ') FROM safer.fund_schedule('dhr-fund', '2018/19') AS s
    WHERE s.partner IN ('swale', 'dover', 'thanet')), 'swale thanet', 'nothing is due from who may not contribute');
SELECT is((SELECT s.due_pence::text || ' ' || s.state FROM safer.fund_schedule('dhr-fund', '2018/19') AS s
    WHERE s.partner = 'swale'), '0 paid', 'what it has paid stays');
SELECT is((SELECT string_agg(s.partner, ' ') FROM safer.fund_schedule('dhr-fund', '2017/18') AS s
    WHERE s.partner IN ('swale', 'dover', 'thanet')), 'dover swale thanet', 'in a year before it is as it was');
RESET ROLE;
UPDATE safer.fund_contributor SET amount_pence = 250000 WHERE fund = 'dhr-fund' AND partner IN ('dover', 'thanet');
INSERT INTO safer.fund_exclusion (id, fund, partner, from_on, to_on, reason)
VALUES (gen_random_uuid(), 'kcst-pooled-budget', 'kfrs', '2018-04-01', '2019-03-31', 'Test');
SET LOCAL ROLE safer_service;
SELECT is((SELECT sum(c.partners * c.amount_pence)::bigint
    FROM safer.fund_forecast('dhr-fund', '2018-04', '2019-03', NULL, NULL, NULL, NULL, NULL, NULL) AS f
    CROSS JOIN LATERAL (SELECT 1 AS partners, f.in_pence AS amount_pence) AS c), 250000::bigint,
    'a forecast expects nothing from it');
SELECT is((SELECT string_agg(s.partner, ' ') FROM safer.fund_schedule('kcst-pooled-budget', '2018/19') AS s),
    'kcc kent-police', 'nor is anything due by an agreement');
SELECT is((SELECT f.assumptions -> 'contributions' -> 0 ->> 'partners' FROM (SELECT safer.forecast_assumptions(
    'kcst-pooled-budget', '2018-04-01', '2019-03-01', 0, NULL, NULL, NULL, NULL, NULL, NULL) AS assumptions) AS f), '2',
    'or expected');

-- Costs
\set spent '''00000000-0000-7000-8000-000000000021'''
\set also '''00000000-0000-7000-8000-000000000022'''
SELECT is(tap.outcome(tap.spending('X-1', :spent, 1000, 'dhr-fund', 'reviews', '2018-08-01', 'Minutes')), 'accepted',
    'spending is posted as ever');
SELECT is(tap.outcome(tap.spending('X-2', :also, 1000, 'dhr-fund', 'reviews', '2018-08-01', 'Minutes')), 'accepted',
    'and more of it');
SELECT tap.scoped('kcc', 'dhrs.write');
SELECT is_empty(tap.costing(:none, :spent, 1), 'of a review that is not there nothing is said');
SELECT is(tap.outcome(tap.costing(:one, :none, 1)), 'unknown-expenditure', 'what it cost was spent');
SELECT is(tap.outcome(tap.costing(:one, :spent, 1001)), 'cost-over-expenditure', 'no more than was spent');
SELECT is(tap.outcome(tap.costing(:one, :spent, 600)), 'accepted', 'a part of it');
SELECT is(tap.outcome(tap.costing(:two, :spent, 401)), 'cost-over-expenditure', 'over all reviews');
SELECT is(tap.detail(tap.costing(:two, :spent, 401)) ->> 'sentence',
    'Of the spending £4.00 are left for this review.', 'and how much is left is told');
SELECT is(tap.outcome(tap.costing(:two, :spent, 400)), 'accepted', 'to the penny');
SELECT is(tap.outcome(tap.costing(:one, :spent, 500)), 'accepted', 'what is said again replaces it');
SELECT is(tap.outcome(tap.costing(:one, :also, 700)), 'accepted', 'a review costs several');
SELECT is((SELECT cost_pence FROM api.dhr_accounts WHERE dhr = :one), 1200::bigint, 'which add up');
SELECT is(tap.outcome(tap.costing(:one, :also, 0)), 'accepted', 'nothing takes it away');
SELECT is((SELECT string_agg(c.amount_pence::text, ' ') FROM api.dhr_costs AS c WHERE c.dhr = :one), '500', 'and it is gone');
SELECT is(tap.outcome(tap.spending_reversal(:spent)), 'accepted', 'who posts spending may reverse it');
SELECT is((SELECT c.state || ' ' || c.counted_pence FROM api.dhr_costs AS c WHERE c.dhr = :one), 'reversed 0',
    'then it counts nothing');
SELECT is(tap.outcome(tap.costing(:one, :spent, 400)), 'already-reversed', 'and is not attributed');
SELECT is(tap.outcome(tap.costing(:one, :spent, 0)), 'accepted', 'but taken away');
SELECT is(tap.outcome(tap.costing(:one, :also, 700)), 'accepted', 'and something else is');

-- Contributions
\set given '''00000000-0000-7000-8000-000000000004'''
SELECT is(tap.outcome(tap.giving(:one, :none, 1)), 'unknown-contribution', 'what is given was paid');
SELECT is(tap.outcome(tap.giving(:one, :given, 240001)), 'contribution-exceeded', 'no more than it is');
SELECT is(tap.outcome(tap.giving(:one, :given, 300)), 'accepted', 'a part of it');
SELECT is(tap.outcome(tap.giving(:two, :given, 239701)), 'contribution-exceeded', 'over all reviews');
SELECT is(tap.outcome(tap.giving(:one, :three, 1)), 'already-reversed', 'and not what is reversed');
SELECT is((SELECT concat_ws(' ', a.cost_pence, a.contributed_pence, a.gap_pence, a.unit_cost_pence,
        a.over_unit_cost_pence, a.contributions::jsonb) FROM api.dhr_accounts AS a WHERE a.dhr = :one),
    '700 300 400 2000000 -1999300 [{"partner": "swale", "amount_pence": 300, "confirmed_pence": 0}]', 'an account adds up');

-- Who is told
SELECT tap.scoped('dover', 'dhrs.read dhrs.write');
SELECT is(tap.outcome(tap.costing(:one, :also, 1)), 'not-the-coordinator', 'who is on the panel attributes nothing');
SELECT is(tap.outcome(tap.publishing(:one)), 'not-the-coordinator', 'and publishes nothing');
SELECT is((SELECT count(*) FROM api.dhr_costs) + (SELECT count(*) FROM api.dhr_contributions), 0::bigint, 'nor reads it');
SELECT is_empty(tap.costing(:two, :also, 1), 'of another review it knows nothing');
SELECT tap.scoped('kcc', 'funds.write funds.read dhrs.read');
SELECT is((SELECT count(*) FROM api.dhr_costs) + (SELECT count(*) FROM api.dhr_contributions)
    + (SELECT count(*) FROM api.dhr_accounts), 0::bigint, 'who keeps the fund knows of no review');
SELECT is_empty(tap.costing(:one, :also, 1), 'and attributes nothing');

-- The funding model
SELECT is((SELECT string_agg(p.partner || ' ' || p.counted_pence, ', ') FROM safer.dhr_funding_parts(
    'kcc:5,thanet:0,dover:100', 100, 5, '2018-05-01') AS p WHERE p.partner IN ('kcc', 'thanet', 'dover', 'swale', 'kent-pcc')),
    'dover 0, kcc 5, kent-pcc 1200000, swale 0, thanet 0', 'in a scenario who may not contribute gives nothing');
SELECT is((SELECT p.share FROM safer.dhr_funding_parts('kcc:5', 100, 5, '2018-05-01') AS p WHERE p.partner = 'kcc'),
    0.01::double precision, 'and each has its share');
SELECT is(tap.detail($$SELECT * FROM safer.dhr_funding_parts('kcc:5,nobody:1,kcc:6', 1, 1, '2018-05-01')$$) -> 'errors',
    '[{"code": "scenario-invalid", "detail": "There is no partner ''nobody''.", "parameter": "contributions"},
    {"code": "scenario-invalid", "detail": "kcc is named twice.", "parameter": "contributions"}]'::jsonb,
    'every fault of one is told');
SELECT is((SELECT (safer.dhr_funding_ledger('2018/19')::jsonb - 'contributions')::text),
    '{"spent_pence": 1000, "balance_pence": 339000, "received_pence": 340000, "confirmed_pence": 0}',
    'who reads the fund whole reads its ledger');
SELECT is(safer.dhr_funding_ledger(NULL)::text, NULL, 'of a year');
SELECT tap.scoped('swale', 'funds.read');
SELECT is(safer.dhr_funding_ledger('2018/19')::text, NULL, 'a contributor does not');
SELECT is((SELECT p.may_contribute FROM safer.dhr_funding_parts(NULL, NULL, NULL, '2018-05-01') AS p
    WHERE p.partner = 'dover'), false, 'but knows who may not contribute');
SELECT tap.scoped('', '');
SELECT is((SELECT bool_and(p.may_contribute IS NULL AND p.counted_pence = p.amount_pence)
    FROM safer.dhr_funding_parts(NULL, NULL, NULL, '2018-05-01') AS p), true, 'nobody knows nothing of that');

-- Publication
SELECT tap.scoped('kcc', 'dhrs.write');
SELECT is(tap.outcome(tap.publishing(:one, '{"partnership": "dover"}')), 'partnership-differs', 'its own partnership or none');
SELECT is(tap.outcome(tap.publishing(:one, recommendations => jsonb_build_array(jsonb_build_object('recommendation', :of_two,
    'text', 'T')))), 'unknown-recommendation', 'its own recommendations');
SELECT is(tap.outcome(tap.publishing(:one, recommendations => jsonb_build_array(jsonb_build_object('recommendation',
    :of_one, 'text', 'T'), jsonb_build_object('recommendation', :of_one, 'text', 'U')))), 'duplicate-member', 'each once');
SELECT is(tap.outcome(tap.publishing(:one, if_match => 1)), 'precondition-failed', 'of what is read');
SELECT is(tap.outcome(tap.publishing(:one, '{"partnership": "swale", "shown_until": "2021-06-01"}', '["First", "Then"]',
    jsonb_build_array(jsonb_build_object('recommendation', :of_one, 'text', 'Ask')))), 'accepted', 'it is prepared');
SELECT is((SELECT concat_ws(' ', p.version, p.lessons, (p.recommendations -> 0 ->> 'text')) FROM api.dhr_publications AS p),
    '1 ["First", "Then"] Ask', 'and read by who coordinates');
SELECT tap.scoped('', '');
SELECT is((SELECT count(*) FROM api.published_dhrs) + (SELECT count(*) FROM api.published_lessons)
    + (SELECT count(*) FROM api.published_recommendations) + (SELECT count(*) FROM api.dhr_publications), 0::bigint,
    'the public reads nothing of it');
RESET ROLE;
UPDATE safer.dhr_publication SET published_on = '2021-05-01' WHERE dhr = :one;
SET LOCAL ROLE safer_service;
SELECT is((SELECT concat_ws(' ', p.pseudonym, p.partnership, p.lessons, p.recommendations, p.version)
    FROM api.published_dhrs AS p), 'Larkspur/2019 swale 2 1 1', 'until it is published');
SELECT is((SELECT substr(p.id::text, 15, 1) FROM api.published_dhrs AS p), '4', 'under an id that tells no time');
SELECT isnt((SELECT p.id FROM api.published_dhrs AS p), :one::uuid, 'under an id of its own');
SELECT is((SELECT concat_ws(' ', r.number, r.text, r.addressed_to) FROM api.published_recommendations AS r),
    '1 Ask Kent and Medway NHS and Social Care Partnership Trust; A surgery', 'with whom it asks for what');
SELECT is((SELECT string_agg(l.text, ' ' ORDER BY l.place) FROM api.published_lessons AS l), 'First Then', 'and its lessons');
SELECT tap.scoped('', '', '2021-06-02');
SELECT is((SELECT count(*) FROM api.published_dhrs) + (SELECT count(*) FROM api.published_lessons)
    + (SELECT count(*) FROM api.published_recommendations), 0::bigint, 'no longer than it is shown');
SELECT tap.scoped('kcc', 'dhrs.write');
SELECT is(tap.outcome(tap.publishing(:one, '{"summary": "More"}', '["Other"]', if_match => 2)), 'accepted', 'it may change');
SELECT is((SELECT concat_ws(' ', p.published_on, p.version, p.lessons, p.recommendations, p.partnership)
    FROM api.dhr_publications AS p), '2021-05-01 3 ["Other"] []', 'all of it at once, and stays published');
SELECT is((SELECT p.version FROM api.published_dhrs AS p), 2, 'the public counts from the day it was published');

RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
