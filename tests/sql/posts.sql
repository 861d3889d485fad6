-- Who reads and writes posts, what a post must satisfy, and what a change makes of it.
\ir support.psql
SELECT plan(86);

-- The statement that makes a post, with some members as they are given.
CREATE FUNCTION tap.making(id text DEFAULT 'new-post', changes jsonb DEFAULT '{}')
RETURNS text
LANGUAGE sql
RETURN (
    SELECT format('SELECT safer.create_post(%L, %L, %L, %L, %L, %L, %L, %L, NULL, NULL, NULL, %L, %L, %L, %L, %L, %L,'
        ' NULL)', id, b ->> 'employer', 'New', b ->> 'from_on', b ->> 'to_on', b ->> 'headcount', b ->> 'host',
        b ->> 'placement', b ->> 'funding', b ->> 'fund', b ->> 'agreement', b ->> 'annual_cost_pence',
        b ->> 'funded_from', b ->> 'funded_months')
    FROM (SELECT '{"employer": "kcc", "from_on": "2018-06-01"}'::jsonb || changes) AS x (b));
-- The statement that changes one.
CREATE FUNCTION tap.changing(post text, from_on text, changes jsonb, clears jsonb DEFAULT NULL, if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.change_post(%L, %L, %L, %L, %L)', post, from_on, changes, clears, if_match);
CREATE FUNCTION tap.pointer(statement text)
RETURNS text
LANGUAGE sql
RETURN tap.detail(statement) #>> '{errors,0,pointer}';
-- A post as it was on a day.
CREATE FUNCTION tap.post_on(post text, day date)
RETURNS SETOF api.posts
LANGUAGE sql
AS $$SELECT * FROM api.posts AS p WHERE p.id = post AND p.from_on <= day AND coalesce(p.until_on, 'infinity') >= day$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;
\set joint '{"funding": "joint", "fund": "kcst-pooled-budget", "annual_cost_pence": 2800000, "funded_from": "2018-06-01", "funded_months": 12}'

SELECT tap.make_half_hidden_fund();
SET LOCAL ROLE safer_service;

-- Who reads
SELECT tap.acts('');
SELECT is_empty('SELECT * FROM api.posts', 'without a partner no post is seen');
SELECT tap.acts('nobody');
SELECT is_empty('SELECT * FROM api.posts', 'nor by a partner that does not exist');
SELECT is_empty('SELECT * FROM api.posts_by_section', 'nor the establishment');
SELECT is_empty(tap.changing('kcst-analyst', '2018-06-01', '{"filled": true}'), 'nor is one there to be changed');
SELECT tap.acts('maidstone');
SELECT is((SELECT count(DISTINCT id) FROM api.posts), 18::bigint, 'any partner reads every post');

-- Who makes
SELECT is(tap.outcome(tap.making(changes => '{"employer": "maidstone"}')), 'not-your-post', 'a district makes none');
SELECT tap.acts('');
SELECT is(tap.outcome(tap.making()), 'not-your-post', 'nor does nobody');
SELECT tap.acts('kent-police');
SELECT is(tap.outcome(tap.making()), 'not-your-post', 'nor a constituent partner that has no part in it');
SELECT is(tap.outcome(tap.making(changes => '{"employer": "nobody"}')), 'unknown-partner', 'the employer exists');
SELECT is(tap.pointer(tap.making(changes => '{"host": "nobody"}')), '/host', 'and the host');
SELECT is(tap.outcome(tap.making(changes => '{"fund": "nowhere"}')), 'unknown-fund', 'and the fund');
SELECT is(tap.outcome(tap.making('hosted', '{"host": "kent-police"}')), 'accepted', 'the host makes one');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.making('funded', :'joint')), 'accepted', 'and the host of the fund that pays it');
SELECT is(tap.outcome(tap.making('foreign', :'joint'::jsonb || '{"fund": "half-hidden"}')), 'not-your-post',
    'but not the host of another fund');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.making('foreign', :'joint'::jsonb || '{"fund": "half-hidden"}')), 'not-your-post',
    'nor a host that is no constituent partner');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.making('funded-too', :'joint')), 'not-your-post', 'the employer does not have a fund pay it');
SELECT is(tap.detail(tap.making('funded-too', :'joint')) -> 'errors' -> 0 ->> 'pointer', '/fund', 'and is told so');
SELECT is(tap.outcome(tap.making()), 'accepted', 'the employer makes one');
SELECT is((SELECT row(host, headcount, placement, funding, version)::text FROM api.posts WHERE id = 'new-post'),
    row('kcc', 1, 'team', 'partner', 1)::text, 'which is hosted and paid by itself, for one person of the team');
SELECT is(tap.outcome('INSERT INTO safer.post (id, employer) VALUES (''x'', ''kcc'')'), '42501',
    'nor writes one past the rules');
SELECT is(tap.outcome('UPDATE safer.post_term SET title = ''x'''), '42501', 'nor a change');

-- What it must satisfy
SELECT is(tap.outcome(tap.making('kcst-analyst')), 'post-exists', 'the id is new');
SELECT is(tap.pointer(tap.making('p', '{"from_on": "1999-12-31"}')), '/from_on', 'it begins in this century');
SELECT is(tap.pointer(tap.making('p', '{"to_on": "2018-05-31"}')), '/to_on', 'it ends after it begins');
SELECT is(tap.pointer(tap.making('p', '{"to_on": "2101-01-01"}')), '/to_on', 'and in this century');
SELECT tap.acts('kfrs');
SELECT is(tap.pointer(tap.making('p', :'joint'::jsonb || '{"funding": "partner"}')), '/funding',
    'what a fund pays is jointly funded');
SELECT is(tap.pointer(tap.making('p', :'joint'::jsonb - 'annual_cost_pence')), '/annual_cost_pence', 'with its cost');
SELECT is(tap.pointer(tap.making('p', :'joint'::jsonb - 'funded_from')), '/funded_from', 'its first day');
SELECT is(tap.pointer(tap.making('p', :'joint'::jsonb - 'funded_months')), '/funded_months', 'and its months');
SELECT tap.acts('kcc');
SELECT is(tap.pointer(tap.making('p', :'joint'::jsonb - 'fund')), '/fund', 'which are nothing without a fund');
SELECT is(tap.pointer(tap.making('p', '{"agreement": "kcst-mou-2018"}')), '/fund', 'nor is an agreement');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.making('team-skills', :'joint')), 'purpose-exists',
    'a fund does not pay a post under the name of another purpose');
SELECT is(tap.pointer(tap.making('team-skills', :'joint')), '/fund', 'which is pointed at');
SELECT is_empty($$SELECT FROM api.posts WHERE id = 'team-skills'$$, 'and there is none');
SELECT is(tap.outcome(tap.making('p', :'joint'::jsonb || '{"agreement": "nothing"}')), 'unknown-agreement',
    'the agreement exists');
SELECT is(tap.outcome(tap.making('p', :'joint'::jsonb || '{"agreement": "half-hidden-agreement"}')),
    'unknown-agreement', 'and is one of the fund''s');
SELECT is(tap.pointer(tap.making('p', :'joint'::jsonb || '{"agreement": "kcst-mou-2018", "funded_from": "2020-04-01"}')),
    '/funded_from', 'and has not ended before it pays');
SELECT is(tap.pointer(tap.making('p', :'joint'::jsonb || '{"funded_from": "1999-01-01"}')), '/funded_from',
    'it pays in this century');
SELECT is(tap.outcome(tap.making('p', :'joint'::jsonb || '{"agreement": "kcst-mou-2018"}')), 'accepted',
    'what is right is made');

-- Who changes
SELECT tap.acts('kent-police');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2018-06-01', '{"filled": true}')), 'not-your-post',
    'who has no part in a post changes nothing');
SELECT is(tap.outcome(tap.changing('hosted', '2018-07-01', '{"filled": true}')), 'accepted', 'its host does');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2018-06-01', '{"filled": true}')), 'not-your-post',
    'a district changes nothing');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2018-06-01', '{"annual_cost_pence": 3600000}')), 'accepted',
    'the host of the fund that pays a post does');
SELECT is(tap.outcome(tap.changing('kcc-team-leader', '2018-06-01', :'joint')), 'not-your-post',
    'but takes on no post that another pays alone');
SELECT is(tap.outcome(tap.changing('kcst-admin-officer', '2017-06-01', :'joint')), 'accepted',
    'only one that is jointly funded');
SELECT is(tap.outcome(tap.changing('kcst-admin-officer', '2016-06-01', '{"title": "Other"}')), 'not-your-post',
    'and before it pays that, it has no say');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.changing('new-post', '2018-07-01', '{"host": "kfrs"}')), 'accepted', 'the employer does');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.changing('new-post', '2018-08-01', '{"title": "Changed"}')), 'accepted',
    'so does a host from the day it is one');
SELECT is(tap.outcome(tap.changing('new-post', '2018-06-15', '{"title": "Changed"}')), 'not-your-post',
    'and not before');

-- What a change makes of it
SELECT tap.acts('kcc');
SELECT is_empty(tap.changing('no-post', '2018-06-01', '{"filled": true}'), 'a post that is not there is not changed');
SELECT results_eq(format('SELECT row(p.title, p.until_on, p.host)::text FROM api.posts AS p WHERE p.id = %L ORDER BY 1',
    'new-post'), ARRAY[row('Changed', NULL, 'kfrs')::text, row('New', date '2018-06-30', 'kcc')::text,
    row('New', date '2018-07-31', 'kfrs')::text], 'a change holds until the next, and what it leaves out stays');
SELECT is((SELECT version FROM tap.post_on('new-post', '2018-08-01')), 3, 'each counts the version up');
SELECT is(tap.outcome(tap.changing('new-post', '2018-07-01', '{"headcount": 4}', if_match => 2)),
    'precondition-failed', 'a version that was not the last is not changed');
SELECT is(tap.outcome(tap.changing('new-post', '2018-07-01', '{"headcount": 4}', if_match => 3)), 'accepted',
    'the last one is');
SELECT is((SELECT array_agg(headcount ORDER BY from_on)::text FROM api.posts WHERE id = 'new-post'), '{1,4,1}',
    'a change of the same day is corrected, and later ones stay');
SELECT is((SELECT count(*) FROM tap.post_on('new-post', '2018-05-31')), 0::bigint, 'before its first day it is not');
SELECT is(tap.pointer(tap.changing('new-post', '2018-05-31', '{"headcount": 2}')), '/from_on',
    'and nothing of it changes');
SELECT is(tap.pointer(tap.changing('new-post', '2018-07-10', '{"to_on": "2018-07-20"}')), '/to_on',
    'it does not end before a later change');
SELECT is(tap.pointer(tap.changing('new-post', '2018-09-01', '{"to_on": "2018-08-31"}')), '/to_on',
    'nor before the change that ends it');
SELECT is(tap.outcome(tap.changing('new-post', '2018-09-01', '{"to_on": "2018-12-31"}')), 'accepted', 'it ends');
SELECT is((SELECT row(until_on, to_on)::text FROM tap.post_on('new-post', '2018-12-31')),
    row(date '2018-12-31', date '2018-12-31')::text, 'on its last day it still is');
SELECT is((SELECT count(*) FROM tap.post_on('new-post', '2019-01-01')), 0::bigint, 'and then no more');
SELECT is(tap.pointer(tap.changing('new-post', '2019-01-01', '{"headcount": 2}')), '/from_on',
    'and nothing of it changes after');
SELECT is(tap.outcome(tap.changing('new-post', '2018-09-01', '{"headcount": 2}', '["to_on"]')), 'accepted',
    'its end can be taken back');
SELECT is((SELECT row(headcount, to_on)::text FROM tap.post_on('new-post', '2019-01-01')), row(2, NULL)::text,
    'and it goes on');
SELECT is(tap.pointer(tap.changing('new-post', '2018-09-01', '{"note": "n"}', '["phase", "note"]')), '/clears/1',
    'what is cleared is not given');
SELECT is(tap.outcome(tap.changing('new-post', '2018-10-01', '{"funding": "joint", "fund": "kcst-pooled-budget"}')),
    'post-term-invalid', 'a fund does not take on a post without its cost');
SELECT is(tap.outcome(tap.changing('new-post', '2018-10-01', '{"fund": "nowhere"}')), 'unknown-fund',
    'nor one that is not there');
SELECT is(tap.outcome(tap.changing('new-post', '2018-10-01', '{"host": "nobody"}')), 'unknown-partner',
    'nor is a host that is not there');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2019-09-01', '{"annual_cost_pence": 1}')), 'not-your-post',
    'what a fund pays is not the employer''s to say');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2019-09-01', '{"funded_months": 60}')), 'not-your-post',
    'nor for how long');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2019-09-01', '{"filled": true}')), 'accepted',
    'but whether it is filled');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2019-10-01', '{}', '["fund"]')), 'not-your-post',
    'nor that it pays no longer');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2019-10-01', '{}', '["fund"]')), 'accepted', 'a fund is cleared');
SELECT is((SELECT row(funding, fund, agreement, annual_cost_pence, funded_from, funded_months)::text
    FROM tap.post_on('kcst-analyst', '2019-10-01')), row('joint', NULL, NULL, NULL, NULL, NULL)::text,
    'with all that belongs to it');
SELECT is(tap.outcome(tap.changing('kcst-admin-officer', '2019-10-01', '{"funding": "partner"}')), 'accepted',
    'the employer pays alone');
SELECT is((SELECT row(funding, fund, annual_cost_pence)::text FROM tap.post_on('kcst-admin-officer', '2019-10-01')),
    row('partner', NULL, NULL)::text, 'and the fund no more');
SELECT is((SELECT row(funding, fund, annual_cost_pence)::text FROM tap.post_on('kcst-admin-officer', '2019-09-30')),
    row('joint', 'kcst-pooled-budget', 2400000)::text, 'as it did the day before');
RESET ROLE;
INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('police-fund', 'Police fund', 'kent-police', true);
SET LOCAL ROLE safer_service;
SELECT tap.acts('kent-police');
SELECT is(tap.outcome(tap.changing('kcst-coordinator', '2018-06-01', :'joint'::jsonb || '{"fund": "police-fund"}')),
    'not-your-post', 'no fund takes a post out of another''s');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2019-10-01', :'joint'::jsonb || '{"fund": "police-fund", "title": "Mine"}')),
    'not-your-post', 'nor makes another post of one it takes on');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2019-10-01', :'joint'::jsonb || '{"fund": "police-fund"}', '["note"]')),
    'not-your-post', 'nor clears what is not the fund''s');
SELECT is(tap.outcome(tap.changing('kcst-analyst', '2019-10-01', :'joint'::jsonb || '{"fund": "police-fund"}')), 'accepted',
    'it takes on one that is jointly funded and paid by no fund');
SELECT tap.acts('kcc');
SELECT is((SELECT c.before ->> 'title' FROM safer.change_post('kcst-admin-officer', '2016-01-01', '{"title": "Clerk"}',
    NULL, NULL) AS c), 'Admin Officer', 'a change says what was before');

-- An agreement that was dissolved pays no longer than it lasted
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = '2019-06-30' WHERE id = 'kcst-mou-2018';
SET LOCAL ROLE safer_service;
SELECT tap.acts('kfrs');
SELECT is(tap.pointer(tap.making('late', :'joint'::jsonb || '{"agreement": "kcst-mou-2018", "funded_from": "2019-07-01"}')),
    '/funded_from', 'no funding begins after an agreement''s dissolution');
SELECT is(tap.outcome(tap.making('late', :'joint'::jsonb || '{"agreement": "kcst-mou-2018", "funded_from": "2019-06-30"}')),
    'accepted', 'but on its last day');

-- The establishment, half of whose posts are no longer those printed
SELECT tap.acts('maidstone', '2018-04-01');
SELECT is((SELECT string_agg(DISTINCT e.section, ' ') FROM api.posts_by_section AS e), 'kcc kent-police kfrs senior-management',
    'its sections are the senior management and the employers');

SELECT * FROM finish();
ROLLBACK;
