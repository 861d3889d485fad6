-- How long what is held is kept: a rule for every table, known actions only, and each does what it says and no more.
\ir support.psql
SELECT plan(55);

CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;

-- ---- The rules -------------------------------------------------------------------------------
SELECT is_empty($$SELECT c.relname FROM pg_class AS c
    WHERE c.relnamespace = 'safer'::regnamespace AND c.relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT FROM safer.retention_rule AS r WHERE r.of_table = c.relname)$$,
    'every table says how long what is in it is kept');
SELECT is_empty($$SELECT r.of_table FROM safer.retention_rule AS r WHERE to_regclass('safer.' || r.of_table) IS NULL$$,
    'no rule is about a table that is not there');
SELECT is_empty($$SELECT r.id FROM safer.retention_rule AS r WHERE r.holds = 'person' AND r.months IS NULL$$,
    'what names people is not kept for ever');
SELECT is_empty($$SELECT r.id FROM safer.retention_rule AS r
    WHERE r.holds = 'nothing' AND r.of_table IN (
        SELECT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE a.attname IN ('note', 'text', 'reason', 'description', 'summary', 'person', 'subject', 'body', 'content')
            AND a.attnum > 0 AND NOT a.attisdropped
            AND a.atttypid IN ('text'::regtype, 'json'::regtype, 'bytea'::regtype)
            AND c.relname NOT IN ('meeting_reply', 'publication'))$$,
    'what has a note says that it holds words');
SELECT set_eq('SELECT applied_by FROM safer.retention_rule WHERE applied_by IS NOT NULL',
    'SELECT unnest(safer.retention_actions())', 'every action is named by a rule');
SELECT is(safer.retain(a, '1900-01-01', 10), 0::bigint, a || ' is an action, and there is nothing from before 1900')
FROM unnest(safer.retention_actions()) AS a
WHERE a <> 'purge_idempotency_keys';
SELECT is(safer.retain('drop_everything', '1900-01-01', 10), NULL, 'and any other is none');

-- The page for data protection officers says what the rules say, word for word.
\set page `cat docs/data-protection.md`
SELECT ok(position(format('| %s | `%s` | %s after %s | %s | %s |', r.what, r.of_table,
        coalesce(r.months || ' months', '`' || r.setting || '`'), r.runs_from,
        CASE r.ends_with WHEN 'erase' THEN 'erased' ELSE 'deleted' END, r.basis) IN :'page') > 0,
    'docs/data-protection.md has ' || r.id)
FROM safer.retention_rule AS r
WHERE r.runs_from IS NOT NULL
ORDER BY r.id;
SELECT is(cardinality(regexp_split_to_array(
        rtrim(substring(:'page' FROM E'With a period:\n\n((?:[^\n]+\n)+)\n'), E'\n'), E'\n')) - 2,
    (SELECT count(*)::integer FROM safer.retention_rule AS r WHERE r.runs_from IS NOT NULL),
    'the table has a line for each of them and no other');
SELECT is_empty(format($$SELECT 'write into docs/data-protection.md: ' || k.line
    FROM (
        SELECT format('| %%s | %%s | %%s |', r.basis,
            coalesce(string_agg('`' || r.of_table || '`', ', ' ORDER BY r.of_table) FILTER (WHERE r.holds <> 'nothing'),
                'none'),
            coalesce(string_agg('`' || r.of_table || '`', ', ' ORDER BY r.of_table) FILTER (WHERE r.holds = 'nothing'),
                'none')) AS line
        FROM safer.retention_rule AS r
        WHERE r.runs_from IS NULL
        GROUP BY r.basis) AS k
    WHERE position(k.line IN %L) = 0$$, :'page'), 'and what has no period');

SET LOCAL ROLE safer_service;
SELECT tap.acts('');
SELECT cmp_ok((SELECT count(*) FROM api.retention_rules), '>', 80::bigint, 'everybody reads them');
SELECT is(tap.outcome('UPDATE safer.retention_rule SET months = 1'), '42501', 'the service changes none');
SELECT is(tap.outcome('DELETE FROM safer.retention_rule'), '42501', 'and removes none');
SELECT is(tap.outcome('SELECT safer.retain(''delete_old_people'', ''2100-01-01'', 1)'), '42501',
    'nor does it do what no rule says');
SELECT is(tap.outcome('SELECT safer.erase_old_audit_details(''2100-01-01'', 1)'), '42501', 'to anything');
SELECT is(tap.outcome('UPDATE safer.audit_event SET subject = NULL'), '42501', 'or by itself');
RESET ROLE;
SET LOCAL ROLE safer_rules;
SELECT is(tap.outcome('UPDATE safer.retention_rule SET months = 1'), '42501', 'rules change none either');
RESET ROLE;
SET LOCAL ROLE safer_owner;
SELECT is(tap.outcome('UPDATE safer.retention_rule SET months = 12, reviewed_on = ''2027-01-01''
    WHERE id = ''names-of-loaded-files'''), 'accepted', 'the operator changes a period');
SELECT is(tap.outcome('UPDATE safer.retention_rule SET applied_by = ''drop_everything'' WHERE id = ''people-at-meetings'''),
    'retention_rule_applied_by_known', 'but not to an action that is not known');
SELECT is(tap.outcome('UPDATE safer.retention_rule SET applied_by = ''purge_idempotency_keys'' WHERE id = ''people-at-meetings'''),
    'retention_rule_applied_by_known', 'or is another''s');
SELECT is(tap.outcome('UPDATE safer.retention_rule SET setting = NULL, months = 3 WHERE id = ''stored-replies'''),
    'retention_rule_applied_by_known', 'what a setting says is not said by months');
SELECT is(tap.outcome('UPDATE safer.retention_rule SET of_table = ''nothing_of_the_kind'' WHERE id = ''fund'''),
    'retention_rule_of_table_known', 'a rule is about a table');
SELECT is(tap.outcome('UPDATE safer.retention_rule SET months = 12 WHERE id = ''fund'''), 'retention_rule_period_whole',
    'a period says from when it runs, how it ends, and what ends it');
SELECT is(tap.outcome('UPDATE safer.retention_rule SET months = 0 WHERE id = ''people-at-meetings'''),
    'retention_rule_months_sane', 'nothing is kept for no time at all');
UPDATE safer.retention_rule SET months = 24 WHERE id = 'names-of-loaded-files';
RESET ROLE;

-- ---- What they do ------------------------------------------------------------------------------
-- Today is 1 December 2026. Of each kind: from the last day that is past its time, and from the first that is not.
SET LOCAL session_replication_role = replica;
DELETE FROM safer.audit_seal;
DELETE FROM safer.audit_event;
INSERT INTO safer.audit_event (id, recorded_at, issuer, client, subject, partner, operation, object, before, after,
    detail_salt, detail_sha256, written_by)
SELECT pg_temp.id(n), at, 'i', 'finance', 'somebody', 'kcc', 'change', 'o', '{}', '{"note": "a person"}', pg_temp.id(n),
    safer.audit_detail_sha256(pg_temp.id(n), 'somebody', '{}', '{"note": "a person"}'), n::text::xid8
FROM (VALUES (1, timestamptz '2019-11-30 23:59:59.9 Europe/London'), (2, '2019-12-01 00:00 Europe/London'), (3, '2026-11-30Z'))
    AS e (n, at);
INSERT INTO safer.meeting (id, body, starts_at, place, state)
SELECT pg_temp.id(n), 'kcsp', at, 'Maidstone', 'held'
FROM (VALUES (11, timestamptz '2024-11-30 23:00 Europe/London'), (12, '2024-12-01 00:00 Europe/London')) AS m (n, at);
INSERT INTO safer.attendance (id, meeting, partner, office, capacity)
SELECT pg_temp.id(10 + n), pg_temp.id(n), 'kcc', 'An office', 'member' FROM generate_series(11, 12) AS n;
INSERT INTO safer.attendance_person (attendance, person)
SELECT pg_temp.id(n), 'Somebody' FROM generate_series(21, 22) AS n;
INSERT INTO safer.observation_load (id, form, filename, sha256, bytes, rows, added, revised, unchanged, partner, client,
    created_at, database_life, oldest_open)
SELECT pg_temp.id(n), 'csv', name, repeat('0', 64), 1, 0, 0, 0, 0, 'kcc', 'c', at, 'x', '1'
FROM (VALUES (31, 'somebody.csv', timestamptz '2024-11-30 12:00Z'), (32, 'somebody.csv', '2024-12-01 12:00Z'),
    (33, NULL, '2020-01-01Z')) AS l (n, name, at);
INSERT INTO safer.agenda_import (id, body, meeting, became, details, restricted, form, filename, sha256, bytes, partner,
    client, created_at)
SELECT pg_temp.id(n), 'kcsp', pg_temp.id(11), 'created', '[]', false, 'csv', 'somebody.csv', repeat('0', 64), 1, 'kcc', 'c', at
FROM (VALUES (41, timestamptz '2024-11-30 12:00Z'), (42, '2024-12-01 12:00Z')) AS i (n, at);
DO $$
DECLARE
    asks record;
BEGIN
    FOR asks IN
        SELECT t.tgrelid::regclass AS relation, t.tgname
        FROM pg_trigger AS t
        WHERE t.tgname LIKE 'RI_ConstraintTrigger_c%'
            AND t.tgrelid IN ('safer.agenda_import'::regclass, 'safer.observation_load'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', asks.relation, asks.tgname);
    END LOOP;
END
$$;
SET LOCAL session_replication_role = origin;
SELECT safer.seal_audit_events();

SET LOCAL ROLE safer_service;
SELECT set_config('safer.' || c, '', true) FROM unnest('{issuer,client,subject,partner,request}'::text[]) AS c;
SELECT set_config('safer.today', '2018-12-01', true);
SELECT is_empty('SELECT * FROM safer.apply_retention(''2026-12-01'')', 'nothing is past its time by a day to come');
SELECT set_config('safer.today', '2026-12-01', true);
SELECT results_eq('SELECT * FROM safer.apply_retention(''2026-12-01'')',
    $$VALUES ('audit-event-details', 1::bigint), ('names-of-imported-agendas', 1), ('names-of-loaded-files', 1),
        ('people-at-meetings', 1)$$, 'of each what is past its time');
SELECT is_empty('SELECT * FROM safer.apply_retention(''2026-12-01'')', 'once');
RESET ROLE;
SELECT results_eq($$SELECT e.id, e.subject, e.before::text, e.after::text, e.detail_salt IS NULL, e.client, e.object
    FROM safer.audit_event AS e WHERE e.operation = 'change' ORDER BY e.id$$,
    format($$VALUES (%L::uuid, NULL, NULL, NULL, true, 'finance', 'o'),
        (%L, 'somebody', '{}', '{"note": "a person"}', false, 'finance', 'o'),
        (%L, 'somebody', '{}', '{"note": "a person"}', false, 'finance', 'o')$$,
        pg_temp.id(1), pg_temp.id(2), pg_temp.id(3)), 'of the event that it happened stays');
SELECT is(safer.verify_audit_chain(), NULL, 'and the chain is whole');
SELECT results_eq('SELECT p.attendance FROM safer.attendance_person AS p', ARRAY[pg_temp.id(22)], 'a person is gone');
SELECT results_eq($$SELECT a.id, a.office, a.version FROM safer.attendance AS a
    WHERE a.id IN (pg_temp.id(21), pg_temp.id(22)) ORDER BY a.id$$,
    format('VALUES (%L::uuid, ''An office'', 2), (%L, ''An office'', 1)', pg_temp.id(21), pg_temp.id(22)),
    'the office stays, in another version');
SELECT results_eq($$SELECT l.id, l.filename FROM safer.observation_load AS l
    WHERE l.id BETWEEN pg_temp.id(31) AND pg_temp.id(33) ORDER BY l.id$$,
    format('VALUES (%L::uuid, ''[erased]''), (%L, ''somebody.csv''), (%L, NULL)', pg_temp.id(31), pg_temp.id(32),
        pg_temp.id(33)), 'a file''s name is gone, where there was one');
SELECT results_eq($$SELECT i.id, i.filename FROM safer.agenda_import AS i
    WHERE i.id BETWEEN pg_temp.id(41) AND pg_temp.id(42) ORDER BY i.id$$,
    format('VALUES (%L::uuid, ''[erased]''), (%L, ''somebody.csv'')', pg_temp.id(41), pg_temp.id(42)), 'an agenda''s, too');
SELECT results_eq($$SELECT e.object, e.client, e.partner, e.after ->> 'rows', e.after ->> 'before'
    FROM safer.audit_event AS e WHERE e.operation = 'apply_retention' ORDER BY e.object$$,
    $$VALUES ('audit-event-details', NULL, NULL, '1', '2019-12-01'), ('names-of-imported-agendas', NULL, NULL, '1', '2024-12-01'),
        ('names-of-loaded-files', NULL, NULL, '1', '2024-12-01'), ('people-at-meetings', NULL, NULL, '1', '2024-12-01')$$,
    'what was done is an event each, of no client');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome('UPDATE safer.observation_load SET filename = ''[erased]'''), '42501', 'the service erases no name itself');
RESET ROLE;

-- The last of February, and leap years.
SELECT is((SELECT (d - make_interval(months => 24))::date FROM (VALUES (date '2024-02-29')) AS x (d)), date '2022-02-28',
    'two years before 29 February it was the 28th');

-- Many at once, a part at a time.
SET LOCAL session_replication_role = replica;
INSERT INTO safer.audit_event (id, recorded_at, subject, operation, detail_salt, detail_sha256)
SELECT pg_temp.id(1000 + n), '2010-01-01Z'::timestamptz + make_interval(secs => n), 'somebody', 'many', pg_temp.id(n),
    safer.audit_detail_sha256(pg_temp.id(n), 'somebody', NULL, NULL)
FROM generate_series(1, 1001) AS n;
SET LOCAL session_replication_role = origin;
SET LOCAL ROLE safer_service;
SELECT results_eq('SELECT * FROM safer.apply_retention(''2026-12-01'')', $$VALUES ('audit-event-details', 1000::bigint)$$,
    'a thousand at once');
SELECT results_eq('SELECT * FROM safer.apply_retention(''2026-12-01'')', $$VALUES ('audit-event-details', 1::bigint)$$,
    'then the rest');
SELECT is_empty('SELECT * FROM safer.apply_retention(''2026-12-01'')', 'and then there is no more');
RESET ROLE;

-- A shorter period applies from the next time on; a longer one brings nothing back.
SET LOCAL ROLE safer_owner;
UPDATE safer.retention_rule SET months = 1 WHERE id = 'people-at-meetings';
RESET ROLE;
SET LOCAL ROLE safer_service;
SELECT results_eq('SELECT * FROM safer.apply_retention(''2026-12-01'')', $$VALUES ('people-at-meetings', 1::bigint)$$,
    'a shorter period applies at once');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
