-- What open data say of awards: of whom, how much to the penny, and nothing that the reader may not read otherwise.
\ir support.psql
SELECT plan(37);

\set grants `cat sql/queries/awards/list_awards.360giving.sql`
-- The rows of the export with these parameters.
CREATE FUNCTION tap.grants(parameters jsonb DEFAULT '{}')
RETURNS TABLE (document json, cells jsonb)
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT x.document, to_jsonb(x) - ''document'' FROM (%s) AS x', tap.filled(
        current_setting('tap.grants'),
        '{"giving_prefix": "360G-Test", "public_url": "https://safer.example"}' || parameters));
END
$$;
GRANT EXECUTE ON FUNCTION tap.grants(jsonb) TO PUBLIC;
SELECT set_config('tap.grants', :'grants', true) IS NOT NULL AS set \gset

INSERT INTO safer.grant_round (id, title, fund, funder, amount_pence, opens_on, closes_on, public, url)
VALUES ('shown', 'Round, "the next"', 'pcc-kcsp-grant-2016-17', NULL, 1000000000000, '2018-04-01', '2018-05-31', true,
        'https://safer.example/round'),
    ('hidden', 'Hidden', 'pcc-kcsp-grant-2016-17', 'kfrs', 1000000000000, '2018-04-01', '2018-05-31', false,
        'https://safer.example/a round');
INSERT INTO safer.project (id, title, lead, state, public, starts_on, ends_on)
VALUES ('seen', '=Title, "quoted"', 'swale', 'approved', true, '2018-06-01', NULL),
    ('proposed', 'Proposed', 'swale', 'proposed', true, NULL, NULL),
    ('private', 'Private', 'swale', 'approved', false, NULL, NULL);
INSERT INTO safer.priority (id, kind, title)
SELECT 'priority-' || n, 'priority', 'Priority ' || n FROM generate_series(1, 9) AS n;
INSERT INTO safer.project_priority (project, priority)
SELECT p.id, 'road-safety' FROM safer.project AS p WHERE p.lead = 'swale'
UNION ALL
SELECT 'seen', 'priority-' || n FROM generate_series(1, 9) AS n;
INSERT INTO safer.bid (id, round, project, bidder, amount_pence, objectives, starts_on, ends_on, state, submitted_on,
    decided_on)
SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, r, p, 'swale', 1000000000000, 'Objectives', '2018-07-01',
    '2019-03-31', 'awarded', '2018-04-02', '2018-06-12'
FROM (VALUES (1, 'shown', 'seen'), (2, 'shown', 'proposed'), (3, 'shown', 'private'), (4, 'hidden', 'seen'))
    AS b (n, r, p);
INSERT INTO safer.purpose (fund, id, name, kind) VALUES ('pcc-kcsp-grant-2016-17', 'all', 'All', 'project');
SET LOCAL session_replication_role = replica;
INSERT INTO safer.award (id, round, fund, purpose, project, bid, recipient, amount_pence, paid_pence, decision,
    awarded_on, state, withdrawn_because, withdrawn_on, changed_at)
SELECT ('00000000-0000-7000-8000-00000000001' || n)::uuid, b.round, 'pcc-kcsp-grant-2016-17', 'all', b.project, b.id,
    recipient, amount, paid, gen_random_uuid(), '2018-06-12', CASE n WHEN 4 THEN 'withdrawn' ELSE 'active' END,
    CASE n WHEN 4 THEN 'Secret' END, CASE n WHEN 4 THEN date '2018-07-01' END, '2018-06-12 09:30:00.5+00'
FROM (VALUES (1, 'swale', 1000000000000, 1), (2, 'medway', 1, 0), (3, 'kent-police', 2, 0),
    (4, 'kcc', 3, 0)) AS a (n, recipient, amount, paid)
JOIN safer.bid AS b ON b.id = ('00000000-0000-7000-8000-00000000000' || n)::uuid;
SET LOCAL session_replication_role = origin;
SET LOCAL ROLE safer_service;

-- Who sees which
SELECT tap.acts('', '2018-09-01');
SELECT set_eq($$SELECT project || ' in ' || round FROM safer.award WHERE bid IS NOT NULL$$, ARRAY['seen in shown'],
    'the public sees awards of public rounds to projects it sees');
SELECT results_eq('SELECT count(*) FROM tap.grants()', ARRAY[9::bigint], 'and no other as open data');
SELECT is((SELECT count(*) FROM tap.grants() AS g WHERE g.cells ->> 'Amount Applied For' IS NOT NULL
    OR g.document ->> 'amountAppliedFor' IS NOT NULL), 0::bigint, 'what was bid for is not for everybody');
SELECT is((SELECT (g.document -> 'plannedDates')::text FROM tap.grants('{"round": "shown"}') AS g),
    '[{"startDate":"2018-06-01"}]', 'nor when a bid says it is to be');
SELECT is((SELECT (g.document -> 'classifications')::text FROM tap.grants('{"round": "shown"}') AS g),
    '[{"code":"road-safety","title":"Road Safety"}]', 'nor priorities of a set that is not published');
SELECT tap.acts('maidstone', '2018-09-01');
SELECT is((SELECT count(*) FROM tap.grants()), 12::bigint, 'a partner sees all');
SELECT is((SELECT count(g.document ->> 'amountAppliedFor') FROM tap.grants() AS g), 0::bigint, 'and no bid of another');
SELECT tap.acts('swale', '2018-09-01');
SELECT is((SELECT count(g.document ->> 'amountAppliedFor') FROM tap.grants() AS g), 4::bigint, 'but its own');
SELECT is((SELECT (g.document -> 'plannedDates')::text FROM tap.grants('{"project": "private"}') AS g),
    '[{"startDate":"2018-07-01","endDate":"2019-03-31"}]', 'whose days are told where the project has none');
SELECT is((SELECT json_array_length(g.document -> 'classifications') || ' ' || (g.cells ->> 'Classifications:7:Code')
    FROM tap.grants('{"round": "shown", "project": "seen"}') AS g), '8 priority-8', 'of ten priorities eight are told');

-- What it says
SELECT tap.acts('swale', '2018-09-01');
SELECT is((SELECT (g.document -> 'amountAwarded')::text || ' ' || (g.cells ->> 'Amount Awarded')
    FROM tap.grants('{"project": "proposed"}') AS g), '0.01 0.01', 'a penny is a penny');
SELECT is((SELECT (g.document -> 'amountAwarded')::text || ' ' || (g.document -> 'amountAppliedFor')::text || ' '
    || (g.cells ->> 'Amount Awarded') || ' ' || (g.document -> 'amountDisbursed')::text
    FROM tap.grants('{"round": "shown", "project": "seen"}') AS g),
    '10000000000.00 10000000000.00 10000000000.00 0.01', 'and ten thousand million pounds are those');
SELECT is((SELECT sum((g.document ->> 'amountAwarded')::numeric) FROM tap.grants('{"round": "kcsp-2016-17"}') AS g),
    39661.00, 'the published awards sum to what was given');
SELECT is((SELECT count(g.document -> 'amountDisbursed') FROM tap.grants('{"round": "kcsp-2016-17"}') AS g), 0::bigint,
    'what was paid of them is not known, and not made nought');
SELECT is((SELECT g.document -> 'amountDisbursed' FROM tap.grants('{"project": "private"}') AS g)::text, '0.00',
    'of others it is known when it is nought');
SELECT is((SELECT string_agg(DISTINCT g.document ->> 'awardDate', ' ')
    FROM tap.grants('{"round": "kcsp-2016-17"}') AS g),
    '2016-04-01', 'a day that is not published is the first of the year');
SELECT is((SELECT count(*) FROM tap.grants() AS g
    WHERE (g.document ->> 'description' LIKE '%The day of the award is not published:%')
        <> (g.document #>> '{grantProgramme,0,code}' = 'kcsp-2016-17')
    OR (g.document ->> 'description' LIKE '%Who received it is not published:%')
        <> (g.document #>> '{recipientOrganization,0,id}' = '360G-Test-ORG:kcsp')), 0::bigint, 'and that is said');
SELECT is((SELECT g.document ->> 'description' FROM tap.grants('{"round": "hidden"}') AS g),
    '=Title, "quoted" It was withdrawn on 1 July 2018.', 'so is it that one was withdrawn, and not why');
SELECT is((SELECT g.document #>> '{fundingOrganization,0}'
    FROM tap.grants('{"round": "shown", "project": "seen"}') AS g),
    '{"id":"GB-LAE-KEN","name":"Kent County Council"}', 'the host gives where no funder is named');
SELECT is((SELECT g.document #>> '{fundingOrganization,0,id}' FROM tap.grants('{"round": "hidden"}') AS g),
    '360G-Test-ORG:kfrs', 'else the funder, by an identifier of the publisher''s where it has none');
SELECT is((SELECT string_agg(DISTINCT g.document #>> '{fundingOrganization,0,id}', ' ')
    FROM tap.grants('{"round": "kcsp-2016-17"}') AS g), '360G-Test-ORG:kent-pcc', 'of 2016/17 the commissioner');
SELECT is((SELECT g.document #>> '{recipientOrganization,0}' FROM tap.grants('{"recipient": "swale"}') AS g),
    '{"id":"GB-LAE-SWL","name":"Swale Borough Council"}', 'a recipient is who it is');
SELECT set_eq($$SELECT DISTINCT g.cells ->> 'Recipient Org:Identifier' FROM tap.grants() AS g
    WHERE g.cells ->> 'Beneficiary Location:Geographic Code' = 'E10000016'$$,
    ARRAY['360G-Test-ORG:kcsp', 'GB-LAE-SWL', 'GB-LAE-KEN'], 'the county where it is certain: of no other');
SELECT is((SELECT string_agg(g.document ->> 'fromOpenCall', ' ' ORDER BY g.document ->> 'id') FROM tap.grants() AS g),
    'Yes Yes Yes No', 'an open call where the round was public, and nothing where it is not known');
SELECT is((SELECT (g.document -> 'grantProgramme' -> 0)::text FROM tap.grants('{"round": "hidden"}') AS g),
    '{"code":"hidden","title":"Hidden"}', 'an address that is none is left out');
SELECT is((SELECT concat_ws(' ', g.document ->> 'dateModified', g.document ->> 'dataSource', g.document ->> 'id')
    FROM tap.grants('{"round": "hidden"}') AS g), '2018-06-12T09:30:00Z'
    ' https://safer.example/v1/awards/00000000-0000-7000-8000-000000000014'
    ' 360G-Test-00000000-0000-7000-8000-000000000014', 'it says where it comes from');
SELECT is((SELECT count(g.document -> 'dataSource') FROM tap.grants('{"public_url": null}') AS g), 0::bigint,
    'and nothing of an address that nobody knows');
SELECT is((SELECT string_agg(g.document ->> 'title', '; ' ORDER BY g.document ->> 'id')
    FROM tap.grants('{"priority": "road-safety", "state": "active", "round": "shown"}') AS g),
    '=Title, "quoted"; Proposed; Private', 'filters narrow it together');

-- The item of JSON and the cells of the table are the same
CREATE TEMP TABLE place (title text, path text[]);
INSERT INTO place
VALUES ('Identifier', '{id}'), ('Title', '{title}'), ('Description', '{description}'), ('Currency', '{currency}'),
    ('Amount Applied For', '{amountAppliedFor}'), ('Amount Awarded', '{amountAwarded}'),
    ('Amount Disbursed', '{amountDisbursed}'), ('Award Date', '{awardDate}'),
    ('Planned Dates:Start Date', '{plannedDates,0,startDate}'), ('Planned Dates:End Date', '{plannedDates,0,endDate}'),
    ('Recipient Org:Identifier', '{recipientOrganization,0,id}'),
    ('Recipient Org:Name', '{recipientOrganization,0,name}'),
    ('Funding Org:Identifier', '{fundingOrganization,0,id}'), ('Funding Org:Name', '{fundingOrganization,0,name}'),
    ('Grant Programme:Code', '{grantProgramme,0,code}'), ('Grant Programme:Title', '{grantProgramme,0,title}'),
    ('Grant Programme:URL', '{grantProgramme,0,url}'), ('Beneficiary Location:Name', '{beneficiaryLocation,0,name}'),
    ('Beneficiary Location:Country Code', '{beneficiaryLocation,0,countryCode}'),
    ('Beneficiary Location:Geographic Code', '{beneficiaryLocation,0,geoCode}'),
    ('Beneficiary Location:Geographic Code Type', '{beneficiaryLocation,0,geoCodeType}'),
    ('From An Open Call?', '{fromOpenCall}'), ('Last Modified', '{dateModified}'), ('Data Source', '{dataSource}');
INSERT INTO place
SELECT format('Classifications:%s:%s', n, initcap(member)), ARRAY['classifications', n::text, member]
FROM generate_series(0, 7) AS n
CROSS JOIN unnest(ARRAY['code', 'title']) AS member;
SELECT tap.acts('swale', '2018-09-01');
SELECT set_eq('SELECT DISTINCT jsonb_object_keys(g.cells) FROM tap.grants() AS g', 'SELECT p.title FROM place AS p',
    'each column has its place in the item');
SELECT is_empty($$SELECT g.cells ->> 'Identifier', p.title FROM tap.grants() AS g CROSS JOIN place AS p
    WHERE g.cells ->> p.title IS DISTINCT FROM g.document #>> p.path$$, 'and says the same');
SELECT is((SELECT max(json_array_length(g.document -> member)) FROM tap.grants() AS g
    CROSS JOIN unnest(ARRAY['plannedDates', 'recipientOrganization', 'fundingOrganization', 'grantProgramme',
        'beneficiaryLocation']) AS member), 1, 'nor has an item more than there are columns for');

-- The rows
RESET ROLE;
UPDATE safer.award SET note = 'N' WHERE id = '01590000-0000-7000-8000-000000000801';
SELECT is((SELECT a.changed_at FROM safer.award AS a WHERE a.id = '01590000-0000-7000-8000-000000000801'), now(),
    'a change has its instant');
SELECT is(tap.outcome($$UPDATE safer.partner SET organisation_id = 'GB-LAE-KEN' WHERE id = 'dover'$$),
    'partner_organisation_id_once', 'an identifier is one organisation''s');
SELECT is(tap.outcome($$UPDATE safer.partner SET organisation_id = 'KEN' WHERE id = 'dover'$$),
    'partner_organisation_id_shape', 'and of a list');

-- Whose money it is
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('shown', '{"funder": "no-such"}', NULL)$$),
    'unknown-partner', 'a funder is a partner');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('hidden', '{"funder": "kent-police"}', NULL)$$),
    'accepted', 'the host says who gives the money');
SELECT results_eq($$SELECT r.id, r.funder FROM api.grant_rounds AS r ORDER BY r.id$$,
    $$VALUES ('hidden', 'kent-police'), ('kcsp-2016-17', 'kent-pcc'), ('shown', 'kcc')$$, 'else it is its own');

SELECT * FROM finish();
ROLLBACK;
