-- What sql/data loads is what the papers print; loading it again changes nothing users changed.
\ir support.psql
SELECT plan(78);

\set partners `cat sql/data/01_partners.sql`
\set funds `cat sql/data/02_funds.sql`
\set agreements `cat sql/data/03_agreements.sql`
\set posts `cat sql/data/04_posts.sql`
\set names `cat sql/data/05_names.sql`
\set budgets `cat sql/data/06_budgets.sql`
\set establishment `sed -e 's/:on::date/$1/g' sql/queries/establishment/get_establishment.sql`
\set functions `cat sql/data/07_agreement_functions.sql`

SELECT set_eq($$SELECT id FROM safer.partner WHERE kind = 'constituent'$$, ARRAY['kcc', 'kfrs', 'kent-police'],
    'three constituent partners');
SELECT is((SELECT count(*) FROM safer.partner WHERE kind = 'district'), 12::bigint, 'twelve districts');
SELECT set_eq($$SELECT id FROM safer.partner WHERE organisation_id LIKE 'GB-LAE-%'$$,
    $$SELECT id FROM safer.partner WHERE kind = 'district' UNION ALL VALUES ('kcc'), ('medway')$$,
    'local authorities have their identifiers');
SELECT is_empty($$SELECT id FROM safer.partner WHERE organisation_id NOT LIKE 'GB-LAE-___'$$, 'and nobody has another');
SELECT results_eq($$SELECT host, rolls_forward FROM safer.fund WHERE id = 'kcst-pooled-budget'$$,
    $$VALUES ('kfrs', true)$$, 'the pooled budget is hosted by the fire and rescue service and rolls forward');
SELECT results_eq($$SELECT starts_on, ends_on, notice_months, meeting_interval_months, formal_report_on, public,
    succeeds
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
SELECT results_eq($$SELECT phase, count(*) FROM safer.agreement_function WHERE agreement = 'kcst-mou-2018'
    GROUP BY phase ORDER BY phase$$, $$VALUES (1, 7::bigint), (2, 4)$$,
    'what is done under it: seven functions of the first phase, four of the second');
SELECT is_empty('SELECT id FROM safer.change_request UNION ALL SELECT id FROM safer.withdrawal
    UNION ALL SELECT id FROM safer.business_case', 'nothing that happened to it is made up');
SELECT is_empty('SELECT * FROM safer.contribution', 'no contribution is made up');
SELECT is_empty('SELECT id FROM safer.expenditure UNION ALL SELECT id FROM safer.transfer UNION ALL
    SELECT id FROM safer.entry UNION ALL SELECT id FROM safer.closing', 'nor is any spending, transfer or closing');

-- Funds beside the pooled budget, and what their money is for
SELECT set_eq('SELECT id, host, rolls_forward FROM safer.fund', $$VALUES ('kcst-pooled-budget', 'kfrs', true),
    ('pcc-kcsp-grant-2016-17', 'kcc', false), ('dhr-fund', 'kcc', true)$$,
    'three funds, and who is taken to hold them');
SELECT is_empty($$SELECT * FROM safer.fund WHERE host = 'kcc' AND note NOT LIKE '%assumption%'$$,
    'that the county council does is marked as assumed');
SELECT results_eq($$SELECT partner, from_on, to_on, amount_pence FROM safer.fund_contributor
    WHERE fund = 'pcc-kcsp-grant-2016-17'$$,
    $$VALUES ('kent-pcc', date '2016-04-01', date '2017-03-31', 3966100::bigint)$$,
    'the commissioner granted £39,661 for 2016/17');
SELECT results_eq($$SELECT id, planned_pence FROM safer.purpose WHERE fund = 'pcc-kcsp-grant-2016-17' ORDER BY id$$,
    $$VALUES ('domestic-homicide-reviews', 1200000::bigint), ('is-it-worth-it', 669600), ('licence-to-kill', 600000),
        ('perpetrator-support', 108000), ('project-liberty', 753500), ('section-136-research', 225000),
        ('small-steps', 310000), ('stop-the-scammers', 100000)$$, 'for eight projects');
SELECT is((SELECT sum(planned_pence) FROM safer.purpose WHERE fund = 'pcc-kcsp-grant-2016-17'), 3966100::numeric,
    'which are £39,661 together: nothing is left over');
SELECT is_empty($$SELECT id FROM safer.purpose WHERE fund = 'pcc-kcsp-grant-2016-17' AND kind <> 'project'$$,
    'and are projects');
SELECT set_eq($$SELECT partner FROM safer.fund_contributor WHERE fund = 'dhr-fund'$$,
    $$SELECT id FROM safer.partner WHERE kind = 'district' UNION ALL VALUES ('kent-pcc')$$,
    'the districts and the commissioner pay for reviews');
SELECT is_empty($$SELECT * FROM safer.fund_contributor WHERE fund = 'dhr-fund' AND amount_pence IS NOT NULL$$,
    'no amount of which was agreed');
SELECT bag_eq($$SELECT fund, id, kind FROM safer.purpose
    WHERE fund IN ('dhr-fund', 'kcst-pooled-budget') AND kind <> 'post'$$,
    $$VALUES ('dhr-fund', 'reviews', 'review'), ('dhr-fund', 'lessons-learned', 'other'),
        ('kcst-pooled-budget', 'phase-2-office-changes', 'office'), ('kcst-pooled-budget', 'joint-initiatives',
        'other'),
        ('kcst-pooled-budget', 'team-skills', 'other')$$, 'what the other funds'' money is for');
SELECT is_empty($$SELECT * FROM safer.purpose WHERE fund IN ('dhr-fund', 'kcst-pooled-budget')
    AND planned_pence IS NOT NULL$$, 'at no price that is printed');

-- Appendix A of the memorandum, both phases, as printed.
CREATE FUNCTION tap.appendix(statement text, day date)
RETURNS SETOF text
LANGUAGE plpgsql
AS $$
DECLARE
    line record;
BEGIN
    FOR line IN EXECUTE replace(rtrim(statement, E';\n'), '$1', quote_literal(day) || '::date') LOOP
        RETURN NEXT concat_ws(' ', line.section || ':', line.headcount, line.title,
            CASE WHEN line.funding = 'joint' THEN '(jointly funded)' END,
            CASE WHEN line.placement = 'co-located' THEN '(below the line)' END);
    END LOOP;
END
$$;
SELECT results_eq(format('SELECT tap.appendix(%L, %L)', :'establishment', '2018-01-01'), ARRAY[
    'senior-management: 1 Assistant Director', 'senior-management: 1 Superintendent',
    'senior-management: 1 Group Head of Public Protection', 'kfrs: 1 Senior Partnership Manager',
    'kfrs: 3 Partnership Manager', 'kcc: 1 Community Safety Team Leader', 'kcc: 2 Community Safety Officer',
    'kcc: 2 Assistant Community Safety Officer', 'kcc: 1 Admin Officer (jointly funded)',
    'kcc: 1 Business Support Co-ordinator (Kent Community Warden Service) (below the line)',
    'kent-police: 1 Partnership Inspector', 'kent-police: 1 Partnership Sergeant', 'kent-police: 1 Civilian Officer'],
    'the first phase');
SELECT results_eq(format('SELECT tap.appendix(%L, %L)', :'establishment', '2018-04-01'), ARRAY[
    'senior-management: 1 Assistant Director', 'senior-management: 1 Chief Inspector',
    'senior-management: 1 Head of Community Safety', 'kfrs: 1 Senior Partnership Manager',
    'kfrs: 1 Partnership Manager', 'kfrs: 1 Watch Manager', 'kfrs: 1 KCST Coordinator (jointly funded)',
    'kcc: 1 Team Leader', 'kcc: 2 Community Safety Officer', 'kcc: 2 Assistant Community Safety Officer',
    'kcc: 1 Admin Officer (jointly funded)', 'kcc: 1 KCST Analyst (jointly funded)',
    'kcc: 1 Business Support Co-ordinator (Kent Community Warden Service) (below the line)',
    'kcc: 1 Admin Apprentice for KCWS (below the line)', 'kent-police: 1 Partnership Inspector',
    'kent-police: 1 Partnership Sergeant',
    'kent-police: 1 Substance misuse and licensing specialist (hot desking) (below the line)'], 'the second phase');
SELECT results_eq($$SELECT p.phase, p.employer, sum(p.headcount) FROM api.posts AS p
    WHERE p.placement = 'team' GROUP BY p.phase, p.employer ORDER BY p.phase, p.employer$$,
    $$VALUES (1, 'kcc', 6::bigint), (1, 'kent-police', 3), (1, 'kfrs', 4),
        (2, 'kcc', 7), (2, 'kent-police', 2), (2, 'kfrs', 4)$$, 'the team has 4, 6 and 3, then 4, 7 and 2 members');
SELECT results_eq($$SELECT p.id, p.host, p.contract, p.filled, p.fund, p.agreement, p.annual_cost_pence, p.funded_from,
        p.funded_months
    FROM api.posts AS p WHERE p.fund IS NOT NULL ORDER BY p.id$$,
    $$VALUES ('kcst-admin-officer', 'kcc', 'permanent', true, 'kcst-pooled-budget', 'kcst-mou-2018', 2400000::bigint,
            date '2018-04-01', 24),
        ('kcst-analyst', 'kcc', 'fixed-term', false, 'kcst-pooled-budget', 'kcst-mou-2018', 3500000, '2018-04-01', 18),
        ('kcst-coordinator', 'kfrs', 'fixed-term', false, 'kcst-pooled-budget', 'kcst-mou-2018', 4500000, '2018-04-01',
            24)$$, 'three posts are paid from the pooled budget, from 2018/19 on');
SELECT is_empty($$SELECT * FROM api.posts AS p WHERE NOT CASE p.phase WHEN 1 THEN p.from_on = '2015-09-01'
        AND p.until_on IS NOT DISTINCT FROM CASE WHEN p.until_on IS NOT NULL THEN date '2018-03-31' END
        AND p.note LIKE '%the first of the month stands for it%'
    ELSE p.from_on = '2018-04-01' AND p.until_on IS NULL AND p.note LIKE '%assumption%' END$$,
    'the phases'' first days are marked as assumed');

-- Names that are not what they seem
SELECT results_eq($$SELECT refers_to, kind, from_on, to_on FROM safer.name WHERE name = 'KCST' ORDER BY from_on NULLS FIRST$$,
    $$VALUES ('kcsp-working-group', 'body', NULL::date, date '2015-08-31'), ('kcst', 'team', '2015-09-01', NULL)$$,
    'KCST is the sub-group, then the team');
SELECT results_eq($$SELECT refers_to, form FROM safer.name WHERE name = 'MORALE'$$, $$VALUES ('morile', 'variant')$$,
    'MORALE is MoRiLE');
SELECT results_eq($$SELECT name, from_on, to_on FROM safer.name WHERE refers_to = 'folkestone-and-hythe' ORDER BY id DESC$$,
    $$VALUES ('Shepway District Council', NULL::date, date '2018-03-31'),
        ('Folkestone and Hythe District Council', '2018-04-01', NULL)$$, 'Shepway is Folkestone and Hythe');
SELECT set_eq($$SELECT name FROM safer.name WHERE refers_to = 'kcst-mou-2018'$$,
    ARRAY['Memorandum of Understanding', 'MoU', 'Service Level Agreement', 'SLA'],
    'the memorandum calls itself by several names');
SELECT is_empty($$SELECT n.id FROM safer.name AS n WHERE n.kind = 'partner'
    AND NOT EXISTS (SELECT FROM safer.partner AS p WHERE p.id = n.refers_to)$$, 'names of partners are those of partners');

-- What the commissioner budgets for
SELECT results_eq($$SELECT lines, lines_total_pence, stated_total_pence, difference_pence, reconciled, printed_unit
    FROM api.budgets WHERE id = 'pcc-commissioning-2017-18'$$,
    $$VALUES (18, 420151700::bigint, 420151700::bigint, 0::bigint, true, '£m')$$,
    'eighteen lines come to £4,201,517, whatever the column''s head says');
SELECT is((SELECT md5(string_agg(l.line || l.name || l.printed_amount, ',' ORDER BY l.line)) FROM safer.budget_line AS l
    WHERE l.amount_pence = replace(l.printed_amount, ',', '')::bigint * 100), 'c53907f91173c310385fc836257096f5',
    'and each is what is printed');

SET LOCAL ROLE safer_owner;
UPDATE safer.budget SET title = 'Another title';
DELETE FROM safer.budget_line WHERE line = 18;
UPDATE safer.name SET note = 'Another note' WHERE id = 'morale';
UPDATE safer.partner SET name = 'Another name' WHERE id = 'kcc';
UPDATE safer.partner SET organisation_id = CASE id WHEN 'swale' THEN 'GB-LAE-XXX' END WHERE id IN ('swale', 'dover');
UPDATE safer.agreement SET title = 'Another title' WHERE id = 'kcst-mou-2018';
UPDATE safer.post_term SET annual_cost_pence = 4600000 WHERE post = 'kcst-coordinator';
DELETE FROM safer.post_term WHERE post = 'kcst-analyst';
DELETE FROM safer.agreement_review WHERE agreement = 'kcst-mou-2018' AND review_on = '2020-01-01';
UPDATE safer.fund SET note = 'Another note' WHERE id = 'dhr-fund';
UPDATE safer.purpose SET name = 'Another name' WHERE id = 'reviews';
UPDATE safer.fund_contributor SET amount_pence = 250000 WHERE fund = 'dhr-fund' AND partner = 'swale';
SELECT is(tap.outcome(:'partners'), 'accepted', 'partners load again');
SELECT is(tap.outcome(:'funds'), 'accepted', 'funds load again');
SELECT is(tap.outcome(:'agreements'), 'accepted', 'agreements load again');
SELECT is(tap.outcome(:'posts'), 'accepted', 'posts load again');
SELECT is(tap.outcome(:'names'), 'accepted', 'names load again');
SELECT is(tap.outcome(:'budgets'), 'accepted', 'budgets load again');
UPDATE safer.agreement_function SET text = 'Changed' WHERE agreement = 'kcst-mou-2018' AND place = 1;
SELECT is(tap.outcome(:'functions'), 'accepted', 'their functions load again');
SELECT is((SELECT text FROM safer.agreement_function WHERE agreement = 'kcst-mou-2018' AND place = 1), 'Changed',
    'without what was changed being lost');
SELECT is((SELECT row(p.name, a.title, p.version, a.version)::text FROM safer.partner AS p, safer.agreement AS a
    WHERE p.id = 'kcc' AND a.id = 'kcst-mou-2018'), row('Another name', 'Another title', 2, 2)::text,
    'what users changed stays');
SELECT results_eq($$SELECT organisation_id FROM safer.partner WHERE id IN ('swale', 'dover') ORDER BY id$$,
    ARRAY['GB-LAE-DOV', 'GB-LAE-XXX'], 'an identifier that is missing is added, and none is replaced');
SELECT is((SELECT row(f.note, u.name, c.amount_pence)::text
    FROM safer.fund AS f, safer.purpose AS u, safer.fund_contributor AS c
    WHERE f.id = 'dhr-fund' AND u.id = 'reviews' AND c.fund = 'dhr-fund' AND c.partner = 'swale'),
    row('Another note', 'Another name', 250000)::text, 'of funds too');
SELECT is((SELECT count(*) FROM safer.agreement_review WHERE agreement = 'kcst-mou-2018'), 1::bigint,
    'also what they removed');
SELECT is((SELECT annual_cost_pence FROM api.posts WHERE id = 'kcst-coordinator'), 4600000::bigint,
    'a post they changed stays so');
SELECT is_empty($$SELECT * FROM api.posts WHERE id = 'kcst-analyst'$$, 'and what they removed of one');
SELECT is((SELECT note FROM safer.name WHERE id = 'morale'), 'Another note', 'and a name');
SELECT is((SELECT row(title, lines, difference_pence, version)::text FROM api.budgets),
    row('Another title', 17, -9536700::bigint, 2)::text, 'and a budget');

-- Areas and indicators
\set indicators `cat sql/data/09_indicators.sql`
SELECT results_eq($$SELECT a.id, p.id FROM safer.area AS a JOIN safer.partner AS p ON p.id = a.partner
    WHERE a.kind = 'district' AND p.kind = 'district' AND p.name LIKE a.name || ' % Council' ORDER BY a.id$$,
    $$SELECT 'E07000' || n, p.id FROM generate_series(105, 116) AS n
    JOIN (SELECT id, 104 + row_number() OVER (
        ORDER BY replace(id, 'folkestone-and-hythe', 'shepway')) AS n FROM safer.partner WHERE kind = 'district') AS p USING (n)$$,
    'twelve districts, in the order of their codes and of the names they then had, each its council''s');
SELECT set_eq($$SELECT id, name, kind FROM safer.area WHERE kind <> 'district'$$,
    $$VALUES ('E10000016', 'Kent', 'county'), ('E06000035', 'Medway', 'unitary'), ('K03000001', 'Great Britain', 'country')$$,
    'Kent, Medway and Great Britain, and no area the papers do not name');
SELECT set_eq($$SELECT id FROM safer.indicator WHERE focus$$, $$SELECT id FROM safer.indicator
    WHERE priority IN ('domestic-abuse', 'road-safety')$$, 'domestic abuse and road safety are watched');
SELECT set_eq($$SELECT id FROM safer.indicator WHERE state = 'agreed' AND public AND suppress_below = 5$$,
    ARRAY['domestic-abuse-incidents', 'road-casualties-ksi'], 'what was reported is published, without small numbers');
SELECT is_empty($$SELECT id FROM safer.indicator WHERE agreed_on IS NOT NULL OR note NOT LIKE '%assumed.'$$,
    'no day of agreement is made up, and what is assumed says so');
SELECT is_empty('SELECT * FROM safer.observation', 'no observation is made up');
SELECT is_empty($$SELECT * FROM safer.annotation WHERE rebaseline OR kind <> 'commentary' OR source IS NULL$$,
    'the papers give no day from which recording changed, so what they say is commentary');
SELECT lives_ok(:'indicators', 'areas and indicators are loaded again without harm');

-- The projects of 2016/17 and what they were given
\set projects `cat sql/data/14_projects.sql`
SELECT results_eq($$SELECT a.project, a.amount_pence FROM safer.award AS a WHERE a.round = 'kcsp-2016-17' ORDER BY 1$$,
    $$SELECT p.id, p.planned_pence FROM safer.purpose AS p WHERE p.fund = 'pcc-kcsp-grant-2016-17' ORDER BY 1$$,
    'each of the eight projects was awarded what the fund planned for it');
SELECT results_eq($$SELECT sum(a.amount_pence), count(*), min(r.amount_pence) FROM safer.award AS a
    JOIN safer.grant_round AS r ON r.id = a.round$$, $$VALUES (3966100::numeric, 8::bigint, 3966100::bigint)$$,
    'together £39,661, all of what the round offered');
SELECT results_eq('SELECT funder FROM safer.grant_round', ARRAY['kent-pcc'], 'the commissioner''s money');
SELECT results_eq($$SELECT project, qualifier, number FROM safer.project_target$$,
    $$VALUES ('project-liberty', 'at_least', 270::bigint)$$, 'one target is printed');
SELECT bag_eq($$SELECT p.project, p.priority FROM safer.project_priority AS p$$,
    $$VALUES ('licence-to-kill', 'road-safety'), ('small-steps', 'road-safety'),
        ('domestic-homicide-reviews', 'domestic-abuse'), ('perpetrator-support', 'domestic-abuse'),
        ('stop-the-scammers', 'safeguarding-vulnerable-people'), ('project-liberty', 'safeguarding-vulnerable-people'),
        ('section-136-research', 'safeguarding-vulnerable-people'),
        ('is-it-worth-it', 'safeguarding-vulnerable-people')$$, 'each serves a priority of its year');
SELECT is_empty($$SELECT project FROM safer.project_priority WHERE priority = 'safeguarding-vulnerable-people'
    EXCEPT SELECT id FROM safer.project WHERE note LIKE '%assumed%'$$, 'and where that is assumed it says so');
SELECT is_empty($$SELECT id FROM safer.project WHERE lead IS NOT NULL OR lead_organisation IS NOT NULL OR NOT public
    OR source IS NULL$$, 'no lead is made up');
SELECT is_empty($$SELECT id::text FROM safer.award WHERE num_nonnulls(recipient, decision, awarded_on, bid) > 0
    UNION ALL SELECT id::text FROM safer.tranche UNION ALL SELECT id::text FROM safer.grant_refund
    UNION ALL SELECT id FROM safer.grant_round WHERE opens_on IS NOT NULL$$,
    'nor a recipient, a day, a payment or what came back');
UPDATE safer.project SET title = 'Changed', version = 2 WHERE id = 'small-steps';
SELECT is(tap.outcome(:'projects') || (SELECT title FROM safer.project WHERE id = 'small-steps'), 'acceptedChanged',
    'loaded again, they are as they were');

-- What reviews cost, and how many there were
\set funding `cat sql/data/15_dhr_funding.sql`
\set statistics `cat sql/data/16_dhr_statistics.sql`
SELECT bag_eq($$SELECT f.kind, count(*), sum(f.amount) FROM safer.dhr_funding_figure AS f GROUP BY f.kind$$,
    $$VALUES ('unit_cost_pence', 1::bigint, 2000000::numeric), ('reviews', 1, 4), ('printed_gap_pence', 1, 2000000),
        ('contribution_pence', 13, 4200000)$$, 'a review is £20,000, four a year, and a gap of £20,000 is printed');
SELECT bag_eq($$SELECT f.partner, f.amount FROM safer.dhr_funding_figure AS f WHERE f.kind = 'contribution_pence'$$,
    $$SELECT 'kent-pcc', u.planned_pence FROM safer.purpose AS u WHERE u.id = 'domestic-homicide-reviews'
    UNION ALL SELECT p.id, 250000 FROM safer.partner AS p WHERE p.kind = 'district'$$,
    'the commissioner gives £12,000, and each district was asked for £2,500');
SELECT is_empty('SELECT FROM safer.fund_exclusion', 'who may not contribute is not printed');
SELECT bag_eq($$SELECT s.counted_on, i.from_on, s.value, s.number FROM safer.dhr_statistic AS s
    JOIN safer.dhr_statistics AS i ON i.id = s.statistics$$,
    $$VALUES (date '2015-03-19', NULL::date, 'completed', 8), ('2015-03-19', NULL, 'in_progress', 1),
        ('2015-03-19', NULL, 'awaiting_home_office', 1), ('2017-03-15', '2016-04-01', 'commissioned', 3),
        ('2017-03-15', '2016-04-01', 'sent_to_home_office', 2), ('2017-03-15', '2016-04-01', 'published', 1)$$,
    'of ten reviews eight were completed; then three were commissioned, two sent and one published');
SELECT is_empty($$SELECT FROM safer.dhr_statistics WHERE NOT printed OR breakdown OR source IS NULL$$,
    'all of it is printed');
SELECT is_empty('SELECT FROM safer.dhr', 'no review is made up');
UPDATE safer.dhr_funding_figure SET amount = 1 WHERE id = 'reviews';
SELECT is(tap.outcome(:'funding') || (SELECT amount FROM safer.dhr_funding_figure WHERE id = 'reviews'), 'accepted1',
    'loaded again, the figures are as they were');
SELECT is(tap.outcome(:'statistics'), 'accepted', 'and so are the counts');

SELECT * FROM finish();
ROLLBACK;
