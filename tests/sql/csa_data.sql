-- What sql/data/08_csa.sql loads is what the papers print; loading it again changes nothing users changed.
\ir support.psql
SELECT plan(21);

\set csa `cat sql/data/08_csa.sql`

SELECT results_eq('SELECT id, state, starts_on, ends_on, agreed_on FROM safer.priority_set ORDER BY starts_on, id',
    $$VALUES ('csa-2014-17', 'superseded', date '2014-04-01', date '2017-03-31', date '2014-07-08'),
        ('csa-2016-17', 'agreed', '2016-04-01', '2017-03-31', NULL), ('csa-2017', 'draft', '2017-04-01', '2018-03-31', NULL),
        ('csa-2018-19', 'draft', '2018-04-01', '2019-03-31', NULL)$$, 'four sets, of which two are drafts');
SELECT results_eq($$SELECT m.priority_set, p.kind, count(*) FROM safer.priority_set_member AS m
    JOIN safer.priority AS p ON p.id = m.priority GROUP BY 1, 2 ORDER BY 1, 2$$,
    $$VALUES ('csa-2014-17', 'priority', 6::bigint), ('csa-2014-17', 'theme', 4), ('csa-2016-17', 'priority', 6),
        ('csa-2016-17', 'theme', 4), ('csa-2017', 'priority', 6), ('csa-2017', 'theme', 3),
        ('csa-2018-19', 'priority', 6), ('csa-2018-19', 'theme', 3)$$, 'six priorities each, and four themes, then three');
SELECT results_eq($$SELECT m.title FROM safer.priority_set_member AS m WHERE m.priority_set = 'csa-2016-17'
    ORDER BY m.place$$, ARRAY['Anti-Social Behaviour', 'Domestic Abuse', 'Substance Misuse', 'Safeguarding',
        'Serious and Organised Crime', 'Road Safety', 'Early intervention, prevention & education',
        'Reducing Re-Offending', 'Safeguarding Children & Young People',
        'Supporting Victims and Vulnerable Households / Individuals'], 'those of 2016/17 as they are printed');
SELECT results_eq($$SELECT m.title FROM safer.priority_set_member AS m WHERE m.priority_set = 'csa-2018-19'
    ORDER BY m.place$$, ARRAY['Anti-Social Behaviour', 'Domestic Abuse', 'Substance Misuse',
        'Safeguarding Vulnerable People', 'Serious and Organised Crime', 'Road Safety',
        'Early intervention, prevention & education', 'Reducing re-offending and supporting victims',
        'Improving quality of life and enhancing community resilience'], 'and those of 2018/19');
SELECT is_empty($$SELECT m.priority FROM safer.priority_set_member AS m WHERE m.priority_set = 'csa-2017'
    EXCEPT SELECT m.priority FROM safer.priority_set_member AS m WHERE m.priority_set = 'csa-2018-19'$$,
    'which are those of 2017');
SELECT results_eq($$SELECT l.kind, l.from_priority, l.to_priority FROM safer.lineage_step AS l
    WHERE l.source = 'Minutes, October 2016' ORDER BY l.step$$,
    $$VALUES ('merged', 'violent-crime', 'serious-and-organised-crime'),
        ('merged', 'acquisitive-crime', 'serious-and-organised-crime'),
        ('added', NULL, 'safeguarding-vulnerable-people')$$, 'the minutes of 2016 merge two into one');
SELECT results_eq($$SELECT l.kind, coalesce(l.from_priority, l.to_priority) FROM safer.lineage_step AS l
    WHERE l.source = 'Agenda pack, March 2017' AND l.priority_set = 'csa-2016-17' ORDER BY l.step$$,
    $$VALUES ('removed', 'violent-crime'), ('removed', 'acquisitive-crime'), ('added', 'safeguarding-vulnerable-people'),
        ('added', 'serious-and-organised-crime')$$, 'the report of 2017 replaces two by two');
SELECT results_eq($$SELECT l.from_title, l.to_title FROM safer.lineage_step AS l WHERE l.kind = 'renamed'
    ORDER BY l.step$$, $$VALUES ('Safeguarding', 'Safeguarding Vulnerable People'),
        ('Reducing Re-Offending', 'Reducing re-offending and supporting victims')$$, 'two have another title since');
SELECT results_eq('SELECT priority, office, partner FROM safer.priority_lead ORDER BY priority',
    $$VALUES ('anti-social-behaviour', 'Head of Strategic Partnerships', 'kent-police'),
        ('domestic-abuse', 'Chair of the Kent and Medway Domestic Abuse Strategy Group', NULL),
        ('road-safety', 'Director Operations', 'kfrs'),
        ('safeguarding-vulnerable-people', 'Group Head of Public Protection', 'kcc'),
        ('serious-and-organised-crime', 'Head of Strategic Partnerships', 'kent-police'),
        ('substance-misuse', 'Consultant in Public Health', 'kcc')$$, 'six leads by office');
SELECT is_empty($$SELECT * FROM safer.priority_lead WHERE note NOT LIKE '%assumption%'$$,
    'whose first day is marked as assumed');
SELECT is((SELECT count(*) FROM safer.plan), 14::bigint, 'fourteen plans are linked to');
SELECT is_empty('SELECT * FROM safer.plan_priority', 'and no paper says which priority to which');
SELECT results_eq($$SELECT id, starts_on, ends_on FROM safer.plan WHERE due_regard$$,
    $$VALUES ('safer-in-kent-2017-2021', date '2017-04-01', date '2021-03-31')$$, 'the commissioner''s is in due regard');
SELECT results_eq($$SELECT kind, count(*) FROM safer.plan_aim GROUP BY kind ORDER BY min(place)$$,
    $$VALUES ('principle', 3::bigint), ('priority', 6), ('support', 6)$$,
    'with three principles, six priorities and six kinds of support');
SELECT results_eq('SELECT id, state FROM safer.csa_version ORDER BY starts_on',
    $$VALUES ('csa-2014-17', 'final'), ('csa-2017-04', 'draft')$$, 'two versions of the agreement');
SELECT results_eq($$SELECT kind, string_agg(coalesce(number, '-'), '' ORDER BY place), count(text)
    FROM safer.csa_chapter WHERE csa_version = 'csa-2017-04' GROUP BY kind ORDER BY kind$$,
    $$VALUES ('appendix', 'ABCD', 0::bigint), ('chapter', '-123456789', 0)$$,
    'a foreword, nine chapters and four appendices, by their headings');
SELECT is_empty('SELECT id FROM safer.action UNION ALL SELECT id FROM safer.commentary
    UNION ALL SELECT id FROM safer.action_progress', 'no action is made up');

SET LOCAL ROLE safer_owner;
UPDATE safer.priority_set SET state = 'agreed', agreed_on = '2018-03-21', minute = 'Minutes' WHERE id = 'csa-2018-19';
DELETE FROM safer.priority_set_member WHERE priority_set = 'csa-2018-19' AND priority = 'road-safety';
UPDATE safer.priority_lead SET office = 'Another' WHERE priority = 'road-safety';
UPDATE safer.csa_chapter SET title = 'Another' WHERE chapter = 'leads';
SELECT is(tap.outcome(:'csa'), 'accepted', 'all of it loads again');
SELECT is((SELECT state FROM safer.priority_set WHERE id = 'csa-2018-19'), 'agreed', 'what users agreed stays');
SELECT is((SELECT count(*) FROM safer.priority_set_member WHERE priority_set = 'csa-2018-19'), 8::bigint,
    'what they took out stays out');
SELECT is((SELECT row(l.office, c.title)::text FROM safer.priority_lead AS l, safer.csa_chapter AS c
    WHERE l.priority = 'road-safety' AND c.chapter = 'leads'), row('Another', 'Another')::text, 'what they wrote stays');

SELECT * FROM finish();
ROLLBACK;
