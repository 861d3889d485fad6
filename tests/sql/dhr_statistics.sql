-- What counts of reviews tell the public: stages exactly, and of anything else nothing small, from whatever is known.
\ir support.psql
SELECT plan(55);

CREATE FUNCTION tap.scoped(partner text, scope text, today text DEFAULT '2021-06-01')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today);
    SELECT set_config('safer.scope', scope, true);
END;
CREATE FUNCTION tap.issuing(id uuid, counted_on date, from_on date DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.issue_dhr_statistics(%L, %L, %L, NULL)', id, counted_on, from_on);
-- Reviews of a partnership that came to a stage on a day, with a victim each.
CREATE FUNCTION tap.reviewed(number integer, partnership text, stage text, on_day date, sex text DEFAULT 'female')
RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_variable
DECLARE
    made uuid;
BEGIN
    FOR n IN 1 .. number LOOP
        INSERT INTO safer.dhr (id, reference, pseudonym, partnership, rule, notified_on, stage, stage_on, decision, decided_on)
        SELECT gen_random_uuid(), 'R-' || count(*), 'Larkspur ' || chr(65 + count(*)::integer / 26) ||
            chr(65 + count(*)::integer % 26) || '/2019', partnership, (SELECT min(r.id) FROM safer.dhr_clock_rule AS r),
            '2019-01-01', stage, on_day, 'review', '2019-02-01'
        FROM safer.dhr
        RETURNING id INTO made;
        INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, decision, recorded_by)
        VALUES (made, 1, 'notified', '2019-01-01', NULL, 'kcc'), (made, 2, 'decision', '2019-02-01', 'review', 'kcc'),
            (made, 3, 'commissioned', '2019-02-01', NULL, 'kcc');
        INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, recorded_by)
        SELECT made, 4, stage, on_day, 'kcc' WHERE stage <> 'commissioned';
        INSERT INTO safer.dhr_person (dhr, place, role, sex, age_band) VALUES (made, 1, 'victim', sex, '25_44');
    END LOOP;
END
$$;
-- The counts of an issue by a dimension, those hidden as a question mark.
CREATE FUNCTION tap.issued(issue uuid, by text)
RETURNS text
LANGUAGE sql
RETURN (SELECT string_agg(s.value || ' ' || coalesce(s.number::text, '?'), ', ' ORDER BY s.place)
    FROM safer.dhr_statistic AS s WHERE s.statistics = issue AND s.dimension = by);
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;

-- Every table of four numbers that are up to 20 together, and what of it is shown. Whoever knows the total and the rule
-- takes for possible what would have been shown the same.
CREATE TEMP TABLE shown AS
SELECT t.numbers, t.total, h.hidden, (SELECT array_agg(CASE WHEN NOT h.hidden[i] THEN t.numbers[i] END ORDER BY i)
    FROM generate_series(1, 4) AS i) AS told
FROM (SELECT ARRAY[a, b, c, d] AS numbers, a + b + c + d AS total
    FROM generate_series(0, 20) AS a, generate_series(0, 20 - a) AS b, generate_series(0, 20 - a - b) AS c,
        generate_series(0, 20 - a - b - c) AS d) AS t
CROSS JOIN LATERAL (SELECT safer.hidden_cells(t.numbers) AS hidden) AS h;
SELECT is((SELECT count(*) FROM shown), 10626::bigint, 'there are so many tables');
SELECT is((SELECT count(*) FROM shown AS s WHERE EXISTS (SELECT FROM generate_series(1, 4) AS i
    WHERE s.numbers[i] < 5 AND NOT s.hidden[i])), 0::bigint, 'no number below 5 is shown');
SELECT is((SELECT count(*) FROM shown AS s WHERE true = ANY (s.hidden) AND s.total >= 5
    AND ((SELECT count(*) FROM unnest(s.hidden) AS h (yes) WHERE h.yes) < 2
        OR (SELECT sum(s.numbers[i]) FROM generate_series(1, 4) AS i WHERE s.hidden[i]) < 5)), 0::bigint,
    'two at the least are hidden, and are 5 together');
SELECT is((SELECT count(*) FROM shown AS s WHERE NOT true = ANY (s.hidden) AND 5 > ANY (s.numbers)), 0::bigint,
    'nothing is hidden only where nothing is small');
SELECT is_empty($$SELECT s.total, s.told, i, min(s.numbers[i]), max(s.numbers[i])
    FROM shown AS s
    CROSS JOIN generate_series(1, 4) AS i
    WHERE s.hidden[i] AND s.total >= 5
    GROUP BY s.total, s.told, i
    HAVING count(DISTINCT s.numbers[i]) < 2$$, 'no hidden number follows from what is shown, the total and the rule');
SELECT is_empty($$SELECT s.total, s.told, i
    FROM shown AS s
    CROSS JOIN generate_series(1, 4) AS i
    WHERE s.hidden[i] AND s.total >= 5
    GROUP BY s.total, s.told, i
    HAVING max(s.numbers[i]) < 5$$, 'nor that it is below 5');
SELECT is_empty($$SELECT s.total, s.told, i
    FROM shown AS s
    CROSS JOIN generate_series(1, 4) AS i
    WHERE s.hidden[i]
    GROUP BY s.total, s.told, i
    HAVING min(s.numbers[i]) >= 5$$, 'nor that it is not');

-- Of larger tables, by chance: what is hidden stays so when the numbers that are hidden change places.
SELECT setseed(0.2021);
CREATE TEMP TABLE chance AS
SELECT r.n, array_agg(r.number ORDER BY r.place) AS numbers
FROM (SELECT n, place, floor(power(random(), 3) * CASE n % 3 WHEN 0 THEN 8 WHEN 1 THEN 15 ELSE 60 END)::integer AS number
    FROM generate_series(1, 3000) AS n, generate_series(1, 13) AS place) AS r
GROUP BY r.n;
CREATE FUNCTION tap.turned(numbers integer[], hidden boolean[])
RETURNS integer[]
LANGUAGE sql
RETURN (SELECT array_agg(coalesce(w.number, u.number) ORDER BY u.place)
    FROM unnest(numbers, hidden) WITH ORDINALITY AS u (number, hidden, place)
    LEFT JOIN (
        SELECT h.place, lead(h.number, 1, f.first) OVER (ORDER BY h.place) AS number
        FROM unnest(numbers, hidden) WITH ORDINALITY AS h (number, hidden, place)
        CROSS JOIN (SELECT g.number AS first FROM unnest(numbers, hidden) WITH ORDINALITY AS g (number, hidden, place)
            WHERE g.hidden ORDER BY g.place LIMIT 1) AS f
        WHERE h.hidden) AS w ON w.place = u.place);
SELECT is_empty($$SELECT c.numbers, safer.hidden_cells(c.numbers) FROM chance AS c
    WHERE safer.hidden_cells(tap.turned(c.numbers, safer.hidden_cells(c.numbers))) <> safer.hidden_cells(c.numbers)$$,
    'any of what is hidden may be any other of it');
SELECT is_empty($$SELECT c.numbers FROM chance AS c CROSS JOIN LATERAL (
        SELECT min(u.number) AS least, max(u.number) AS most
        FROM unnest(c.numbers, safer.hidden_cells(c.numbers)) AS u (number, hidden) WHERE u.hidden) AS h
    WHERE h.least >= 5 OR h.most < 5 AND EXISTS (SELECT FROM unnest(c.numbers) AS n (v) WHERE n.v >= 5)$$,
    'of which some are small and some are not');
SELECT is(safer.hidden_cells('{6,7,5}'), '{f,f,f}', 'what is not small is shown');
SELECT is(safer.hidden_cells('{4,7,5,5}'), '{t,f,t,t}', 'with what is small all that are next to it are hidden');
SELECT is(safer.hidden_cells('{0,30}'), '{t,t}', 'nothing is small');

-- Issues
INSERT INTO safer.dhr_clock_rule (id, from_on, decision_months, completion_months, completed_by, source)
SELECT 'test', '2004-11-15', 1, 6, 'sign_off', 'Test' WHERE NOT EXISTS (SELECT FROM safer.dhr_clock_rule);
SELECT tap.reviewed(3, 'swale', 'published', '2020-03-31'), tap.reviewed(1, 'dover', 'quality_assurance', '2020-04-01', 'male')
\gset
\set first '''00000000-0000-7000-8000-000000000001'''
\set second '''00000000-0000-7000-8000-000000000002'''
\set third '''00000000-0000-7000-8000-000000000003'''
\set fourth '''00000000-0000-7000-8000-000000000004'''
\set fifth '''00000000-0000-7000-8000-000000000005'''
\set sixth '''00000000-0000-7000-8000-000000000006'''
\set seventh '''00000000-0000-7000-8000-000000000007'''
\set eighth '''00000000-0000-7000-8000-000000000008'''
\set ninth '''00000000-0000-7000-8000-000000000009'''
SET LOCAL ROLE safer_service;
SELECT tap.scoped('swale', 'dhrs.write');
SELECT is(tap.outcome(tap.issuing(:first, '2021-03-31')), 'not-the-coordinator', 'who does not coordinate issues nothing');
SELECT is((SELECT count(*) FROM safer.dhr_counts()), 0::bigint, 'and counts nothing');
SELECT tap.scoped('kcc', 'dhrs.write');
SELECT is(tap.outcome(tap.issuing(:first, '2021-06-02')), 'date-in-future', 'no day to come');
SELECT is(tap.outcome(tap.issuing(:first, '2021-03-31', '2021-04-01')), 'term-invalid', 'no time that ends before it begins');
SELECT is(tap.outcome(tap.issuing(:first, '2020-03-31', '2020-03-31')), 'accepted', 'it is issued');
SELECT is(tap.issued(:first, 'stage'), 'completed 3, in_progress 1, awaiting_home_office 0, commissioned 0,'
    ' sent_to_home_office 0, published 3', 'by stage, as it was on the day');
SELECT is((SELECT s.breakdown FROM api.dhr_statistics AS s WHERE s.id = :first), false, 'of four reviews no more');
SELECT is(tap.outcome(tap.issuing(:second, '2020-04-01', '2019-02-01')), 'accepted', 'on the day after');
SELECT is(tap.issued(:second, 'stage'), 'completed 3, in_progress 0, awaiting_home_office 1, commissioned 4,'
    ' sent_to_home_office 1, published 3', 'it is as it was then');
RESET ROLE;
SELECT tap.reviewed(3, 'swale', 'published', '2020-05-01'), tap.reviewed(6, 'thanet', 'commissioned', '2020-05-01'),
    tap.reviewed(9, 'medway-csp', 'commissioned', '2020-05-01') \gset
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.issuing(:third, '2020-06-01')), 'accepted', 'with 22 reviews');
SELECT is(tap.issued(:third, 'partnership'), 'ashford ?, canterbury ?, dartford ?, dover ?, folkestone-and-hythe ?,'
    ' gravesham ?, maidstone ?, medway-csp 9, sevenoaks ?, swale ?, thanet ?, tonbridge-and-malling ?, tunbridge-wells ?',
    'partnerships are counted, and what is small hidden with what is next to it');
SELECT is(tap.issued(:third, 'victim_sex'), NULL, 'what would be hidden as a whole is left out');
SELECT is(tap.issued(:third, 'relationship'), NULL, 'and what is nothing is left out');
RESET ROLE;
SELECT tap.reviewed(4, 'medway-csp', 'commissioned', '2020-07-01') \gset
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.issuing(:fourth, '2020-08-01')), 'accepted', 'with four reviews more');
SELECT is((SELECT concat_ws(' ', s.breakdown, s.reviews, tap.issued(s.id, 'partnership')) FROM api.dhr_statistics AS s
    WHERE s.id = :fourth), 'f 26', 'only stages are counted');
RESET ROLE;
SELECT tap.reviewed(9, 'swale', 'commissioned', '2020-09-01'), tap.reviewed(8, 'thanet', 'commissioned', '2020-09-01') \gset
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.issuing(:fifth, '2020-10-01')), 'accepted', 'with many more');
SELECT is(tap.issued(:fifth, 'partnership'), 'ashford ?, canterbury ?, dartford ?, dover ?, folkestone-and-hythe ?,'
    ' gravesham ?, maidstone ?, medway-csp ?, sevenoaks ?, swale 9, thanet ?, tonbridge-and-malling ?, tunbridge-wells ?',
    'of those that no issue has yet');
SELECT tap.scoped('', '');
SELECT is((SELECT count(*) FROM api.dhr_statistics), 7::bigint, 'the public reads what is issued');
SELECT is(tap.issued(:fourth, 'stage'), 'completed 6, in_progress 19, awaiting_home_office 1', 'exactly');

-- Today
SELECT tap.scoped('kcc', 'dhrs.write');
SELECT is((SELECT string_agg(c.value || ' ' || c.number, ', ') FROM safer.dhr_counts() AS c
    WHERE c.dimension = 'stage'), 'completed 6, in_progress 36, awaiting_home_office 1, undecided 0',
    'who coordinates counts what there is');
SELECT is((SELECT string_agg(c.value || ' ' || c.number, ', ') FROM safer.dhr_counts() AS c
    WHERE c.dimension = 'victim_sex'), 'female 42, male 1, other 0, not_known 0', 'with nothing hidden');
SELECT is((SELECT count(*)::text || ' ' || max(c.number) FROM safer.dhr_counts() AS c WHERE c.dimension = 'open_days'),
    '37 882', 'and how old what is open is');

-- Each review is counted once, as it was then
RESET ROLE;
SELECT tap.reviewed(7, 'dover', 'commissioned', '2020-10-01', 'male') \gset
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.issuing(:sixth, '2020-11-01')), 'accepted', 'with seven in one place');
SELECT is(tap.issued(:sixth, 'partnership'), NULL, 'of which partnership is not told');
SELECT is(tap.issued(:sixth, 'victim_sex'), 'female 42, male ?, other ?, not_known ?', 'people of earlier issues that left them out count');
RESET ROLE;
DELETE FROM safer.dhr_person;
SELECT tap.reviewed(9, 'medway-csp', 'commissioned', '2020-11-02'),
    tap.reviewed(6, 'dover', 'commissioned', '2020-11-02', 'male') \gset
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.issuing(:seventh, '2020-12-01')), 'accepted', 'when all people are deleted');
SELECT is(tap.issued(:seventh, 'victim_sex'), 'female 9, male ?, other ?, not_known ?', 'only the others are counted');
SELECT matches(tap.issued(:seventh, 'partnership'), 'dover 13, .*medway-csp \?', 'and those that were left out before');
RESET ROLE;
SELECT tap.reviewed(20, 'swale', 'commissioned', '2020-12-02'), tap.reviewed(1, 'thanet', 'commissioned', '2020-12-02') \gset
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.issuing(:eighth, '2021-01-01')), 'accepted', 'when one has grown by 20 and all others by 1');
SELECT is(tap.issued(:eighth, 'partnership'), NULL, 'that it was 1 is not told');
RESET ROLE;
SELECT tap.reviewed(30, 'medway-csp', 'commissioned', '2020-06-02') \gset
SET LOCAL ROLE safer_service;
SELECT tap.scoped('kcc', 'dhrs.write');
SELECT is(tap.outcome(tap.issuing(:ninth, '2020-06-15')), 'accepted', 'a day before the last may be counted');
SELECT matches(tap.issued(:ninth, 'partnership'), 'medway-csp 30, .*swale \?, thanet \?', 'of what waited');
SELECT is(tap.outcome('SELECT FROM safer.dhr_statistic_counted'), '42501', 'nobody reads which are counted');
RESET ROLE;
SELECT is_empty($$SELECT FROM safer.dhr_counted('2021-06-01') AS c
    WHERE NOT EXISTS (SELECT FROM safer.dhr_statistic_counted AS x WHERE x.dhr = c.dhr AND x.dimension = 'partnership')$$,
    'each review is counted');
SELECT ok((SELECT sum(x.number) FROM safer.dhr_statistic AS x WHERE x.dimension = 'partnership')
    <= (SELECT count(*) FROM safer.dhr), 'once');

-- 5 more than were ever broken down, whatever was issued between
\set tenth '''00000000-0000-7000-8000-000000000010'''
\set eleventh '''00000000-0000-7000-8000-000000000011'''
SELECT tap.reviewed(4, 'swale', 'commissioned', '2021-01-02') \gset
INSERT INTO safer.dhr_person (dhr, place, role, sex, age_band, relationship)
SELECT d.id, 2, 'perpetrator', CASE WHEN d.n > 10 THEN 'female' ELSE 'male' END, '25_44', 'parent'
FROM (SELECT d.id, row_number() OVER (ORDER BY d.reference) AS n FROM safer.dhr AS d) AS d
WHERE d.n <= 30;
SELECT is(tap.outcome(tap.issuing(:tenth, '2021-02-01', '2021-02-01')), 'accepted', 'with four more, and a time of a day');
SELECT tap.reviewed(1, 'swale', 'commissioned', '2021-02-02') \gset
SELECT is(tap.outcome(tap.issuing(:eleventh, '2021-03-01')), 'accepted', 'and one more');
SELECT is((SELECT string_agg(s.reviews || ' ' || s.breakdown, ', ' ORDER BY s.id) FROM safer.dhr_statistics AS s
    WHERE s.id IN (:tenth, :eleventh)), '120 false, 121 true', 'five are broken down, four are not');
SELECT is(tap.issued(:tenth, 'perpetrator_sex'), NULL, 'whatever waits');
SELECT is(tap.issued(:eleventh, 'perpetrator_sex'), 'female 20, male ?, other ?, not_known ?', 'until there are five');

-- People are kept until they are counted
RESET ROLE;
DELETE FROM safer.dhr_person;
UPDATE safer.dhr SET stage = 'actions_complete', stage_on = '2020-03-31' WHERE pseudonym IN ('Larkspur AA/2019', 'Larkspur AB/2019');
INSERT INTO safer.dhr_person (dhr, place, role, sex, age_band)
SELECT d.id, 1, 'victim', 'female', '25_44' FROM safer.dhr AS d WHERE d.stage = 'actions_complete';
INSERT INTO safer.dhr_statistic_counted (dhr, dimension)
SELECT d.id, 'victim_age_band' FROM safer.dhr AS d WHERE d.pseudonym = 'Larkspur AA/2019';
SELECT is(safer.retain('delete_old_dhr_people', '2020-04-01', 10), 1::bigint, 'who is counted by all is deleted');
SELECT is(safer.retain('delete_old_dhr_people', '2024-03-31', 10), 0::bigint, 'who is not is kept');
SELECT is(safer.retain('delete_old_dhr_people', '2024-04-01', 10), 1::bigint, 'for four years more');

SELECT * FROM finish();
ROLLBACK;
