-- What an operator erases is gone wherever it stood, and nothing else is: saferd erase subject, saferd erase object.
\ir support.psql
SELECT plan(144);

CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
-- An operator has no token.
CREATE FUNCTION tap.nobody_acts() RETURNS void LANGUAGE sql AS $$
    SELECT set_config('safer.' || c, '', true) FROM unnest('{issuer,client,subject,partner,request}'::text[]) AS c
$$;
-- Where what was erased, as the owner, "place count, ...".
CREATE FUNCTION tap.erases(object text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(e.place || ' ' || e.erased, ', ') FROM safer.erase_object(object) AS e WHERE e.erased > 0
$$;
CREATE FUNCTION tap.claims(key text, sha256 text) RETURNS text LANGUAGE sql
RETURN tap.outcome(format('SELECT safer.claim_idempotency_key(''create_contribution'', %L, repeat(%L, 64))', key, sha256));
CREATE FUNCTION tap.stores(key text, body text) RETURNS text LANGUAGE sql
RETURN tap.outcome(format('UPDATE safer.idempotency_key SET status = 201, location = ''/v1/x'', body = %L WHERE key = %L',
    body, key));
-- As if it had been another transaction, so much earlier, that wrote what this one has since.
CREATE FUNCTION tap.was_before(minutes integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    UPDATE safer.idempotency_key SET created_at = now() - make_interval(mins => minutes) WHERE created_at = now();
    UPDATE safer.audit_event SET recorded_at = now() - make_interval(mins => minutes), written_by = (10 - minutes)::text::xid8
    WHERE recorded_at = now();
    PERFORM set_config('session_replication_role', 'origin', true);
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;

-- Some rows here hang on nothing, so nobody is to ask what they hang on.
DO $$
DECLARE
    asks record;
BEGIN
    FOR asks IN
        SELECT t.tgrelid::regclass AS relation, t.tgname
        FROM pg_trigger AS t
        JOIN pg_class AS c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'safer'::regnamespace AND t.tgname LIKE 'RI_ConstraintTrigger_c%'
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', asks.relation, asks.tgname);
    END LOOP;
END
$$;

-- ---- A subject --------------------------------------------------------------------------------
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.posting('E-1', pg_temp.id(1))), 'accepted', 'posted');
SELECT is(tap.claims('k1', '1'), 'accepted', 'with a key');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''create_contribution'', %L, NULL, %L)', pg_temp.id(101),
    pg_temp.id(1), '{"note": "a person"}')), 'accepted', 'recorded');
SELECT is(tap.stores('k1', '{"note": "a person"}'), 'accepted', 'its reply is stored');
SELECT tap.was_before(3);
SELECT set_config('safer.subject', 'somebody else', true);
SELECT is(tap.claims('k2', '2'), 'accepted', 'another, by somebody else');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''create_contribution'', ''o-2'', NULL, %L)',
    pg_temp.id(102), '{"note": "as it was"}')), 'accepted', 'recorded, too');
SELECT is(tap.stores('k2', '{"note": "as it was"}'), 'accepted', 'and stored');
SELECT tap.was_before(2);
SELECT set_config('safer.subject', 'somebody', true);
SELECT set_config('safer.issuer', 'https://other.example', true);
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''create_contribution'', ''o-3'', NULL, ''{}'')',
    pg_temp.id(103))), 'accepted', 'the same name at another issuer is another account');
SELECT tap.was_before(1);
SELECT set_config('safer.issuer', 'https://issuer.example', true);
SELECT is(safer.seal_audit_events(), 3::bigint, 'all are sealed');
SELECT is(tap.outcome('SELECT safer.erase_subject(''https://issuer.example'', ''somebody'')'), '42501',
    'the service erases nobody');
SELECT is(tap.outcome('SELECT safer.erase_object(''o-2'')'), '42501', 'and nothing');
SELECT is(tap.outcome('SELECT safer.find_subject(''https://issuer.example'', ''somebody'', NULL)'), '42501', 'nor finds it');
RESET ROLE;
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL ROLE safer_owner;
SELECT tap.nobody_acts();

SELECT results_eq($$SELECT f.event, f.held ->> 'object', f.held #>> '{after,note}', f.held ->> 'stored_reply'
    FROM safer.find_subject('https://issuer.example', 'somebody', NULL) AS f$$,
    format('VALUES (%L::uuid, %L, ''a person'', ''{"note": "a person"}'')', pg_temp.id(101), pg_temp.id(1)),
    'what is held of a subject is found, with its reply');
SELECT is_empty(format('SELECT safer.find_subject(''https://issuer.example'', ''somebody'', %L)', pg_temp.id(101)),
    'and after the last there is no more');
SELECT results_eq('SELECT * FROM safer.erase_subject(''https://issuer.example'', ''somebody'')',
    $$VALUES ('idempotency_key', 1::bigint), ('audit_event', 1::bigint)$$, 'it is erased');
SELECT is_empty('SELECT safer.find_subject(''https://issuer.example'', ''somebody'', NULL)', 'and found no more');
SELECT results_eq('SELECT * FROM safer.erase_subject(''https://issuer.example'', ''somebody'')',
    $$VALUES ('idempotency_key', 0::bigint), ('audit_event', 0::bigint)$$, 'a second time there is nothing to erase');
SELECT results_eq($$SELECT e.id, e.subject, e.client, e.operation, e.after::text FROM safer.audit_event AS e
    WHERE e.id BETWEEN pg_temp.id(101) AND pg_temp.id(103) ORDER BY e.id$$,
    format($$VALUES (%L::uuid, NULL, 'finance', 'create_contribution', NULL),
        (%L::uuid, 'somebody else', 'finance', 'create_contribution', '{"note": "as it was"}'),
        (%L::uuid, 'somebody', 'finance', 'create_contribution', '{}')$$,
        pg_temp.id(101), pg_temp.id(102), pg_temp.id(103)),
    'that it was done remains, and so do others, also of that name elsewhere');
SELECT results_eq($$SELECT k.key, k.body, k.location, k.request_sha256, k.erased_at IS NOT NULL
    FROM safer.idempotency_key AS k ORDER BY k.key$$,
    $$VALUES ('k1', NULL, NULL, repeat('0', 64), true), ('k2', '{"note": "as it was"}', '/v1/x', repeat('2', 64), false)$$,
    'of the reply its key remains, and tells nothing');
SELECT results_eq($$SELECT e.object, e.client, e.subject, e.partner, e.after::text FROM safer.audit_event AS e
    WHERE e.operation = 'erase_subject'$$,
    $$VALUES (NULL::text, NULL::text, NULL::text, NULL::text, '{ "idempotency_key" : 1, "audit_event" : 1 }')$$,
    'that it was erased is an event, which does not say whose it was');
SELECT is(safer.verify_audit_chain(), NULL, 'the chain is whole');
RESET ROLE;
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc');
SELECT is(tap.claims('k1', '1'), 'idempotency-reply-erased', 'the key does not run again');
SELECT is(tap.claims('k1', '3'), 'idempotency-reply-erased', 'and does not tell what it was used for');
SELECT is(tap.claims('k2', '2'), 'SF002', 'another is answered as ever');
SELECT is(tap.claims('k2', '3'), 'idempotency-key-reused', 'or refused');
RESET ROLE;

-- ---- An object --------------------------------------------------------------------------------
SET LOCAL session_replication_role = replica;
UPDATE safer.contribution SET note = 'Somebody', reversed_at = now(), reversed_by = pg_temp.id(2),
    reversal_reason = 'Somebody was wrong' WHERE id = pg_temp.id(1);
DELETE FROM safer.audit_seal;
DELETE FROM safer.audit_event;
DELETE FROM safer.idempotency_key;
SET LOCAL session_replication_role = origin;
SET LOCAL ROLE safer_service;
SELECT is(tap.claims('k3', '3'), 'accepted', 'a key');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''create_contribution'', %L, %L, %L)', pg_temp.id(111),
    pg_temp.id(1), '{"note": "Somebody"}', '{"note": "Somebody", "reason": "Somebody was wrong"}')), 'accepted',
    'an event of it');
SELECT is(tap.stores('k3', '{"ok": true}'), 'accepted', 'with its reply, which does not name it');
SELECT tap.was_before(3);
SELECT is(tap.claims('k4', '4'), 'accepted', 'another key');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''create_agreement'', ''a'', NULL, %L)', pg_temp.id(112),
    format('{"parts": [{"id": "%s", "said": "Somebody"}]}', pg_temp.id(1)))), 'accepted',
    'an event of another object that repeats it');
SELECT is(tap.stores('k4', format('{"parts": [{"id": "%s"}]}', pg_temp.id(1))), 'accepted', 'with a reply that names it');
SELECT tap.was_before(2);
SELECT is(tap.claims('k5', '5'), 'accepted', 'a third key');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''create_fund'', ''b'', NULL, %L)', pg_temp.id(113),
    format('{"mentions": "%s", "said": "Somebody else"}', pg_temp.id(1)))), 'accepted',
    'an event that mentions it and says something else');
SELECT is(tap.stores('k5', '{"note": "Somebody"}'), 'accepted', 'with a reply that says as much');
SELECT tap.was_before(1);
SELECT is(safer.seal_audit_events(), 3::bigint, 'sealed');
RESET ROLE;
-- A report that was issued with a commentary.
SET LOCAL session_replication_role = replica;
INSERT INTO safer.commentary (id, priority, quarter, text, partner)
VALUES (pg_temp.id(3), 'road-safety', '2018/19-Q1', 'Somebody''s "words"', 'kcc');
INSERT INTO safer.report (id, quarter, number, partner, issued_at, summary)
VALUES (pg_temp.id(4), '2018/19-Q1', 99, 'kcc', now(),
    '{"b": [{"says": "Somebody''s \"words\""}, {"says": "other"}, [], {}], "a": null, "n": 1.50, "t": true}');
INSERT INTO safer.report_detail (report, body) VALUES (pg_temp.id(4), '{"z": "Somebody''s \"words\"", "a": "x"}');
SET LOCAL session_replication_role = origin;
SET LOCAL ROLE safer_owner;
SELECT tap.nobody_acts();
SELECT results_eq(format('SELECT t.place, t.says FROM safer.texts_of(%L) AS t', pg_temp.id(1)),
    $$VALUES ('contribution.note', 'Somebody'), ('contribution.reversal_reason', 'Somebody was wrong')$$,
    'what a contribution says');
SELECT is(tap.erases(pg_temp.id(1)::text),
    'idempotency_key 2, audit_event 2, contribution.note 1, contribution.reversal_reason 1',
    'is erased in its row, its events, those that repeat it, and replies');
SELECT results_eq($$SELECT e.id, e.after IS NULL FROM safer.audit_event AS e WHERE e.id >= pg_temp.id(111)
    AND e.id <= pg_temp.id(113) ORDER BY e.id$$,
    format('VALUES (%L::uuid, true), (%L::uuid, true), (%L::uuid, false)', pg_temp.id(111), pg_temp.id(112), pg_temp.id(113)),
    'what only mentions it stays');
SELECT results_eq('SELECT k.key, k.body IS NULL FROM safer.idempotency_key AS k ORDER BY k.key',
    $$VALUES ('k3', true), ('k4', true), ('k5', false)$$, 'and so does a reply of another');
SELECT results_eq(format('SELECT c.note, c.reversal_reason, c.state, c.amount_pence, c.external_reference, c.version
    FROM safer.contribution AS c WHERE c.id = %L', pg_temp.id(1)),
    $$VALUES ('[erased]', '[erased]', 'reversed', 100000::bigint, 'E-1', 3)$$,
    'the contribution stands, in another version');
SELECT is((SELECT count(*) FROM safer.entry WHERE contribution = pg_temp.id(1)), 1::bigint, 'and so does the ledger');
SELECT is(safer.verify_audit_chain(), NULL, 'the chain is whole');
SELECT is((SELECT string_agg(e.operation || ' ' || e.object, ', ') FROM safer.audit_event AS e
    WHERE e.operation LIKE 'erase%'), 'erase_object ' || pg_temp.id(1), 'that it was erased is an event');
SELECT is(tap.erases(pg_temp.id(1)::text), NULL, 'which a second time does not erase: there is nothing left');
SELECT is(tap.erases(pg_temp.id(3)::text), 'report.summary 1, report_detail 1, commentary 1',
    'a commentary is erased in reports as issued, too');
SELECT is((SELECT regexp_replace(r.summary::text, '\s', '', 'g') FROM safer.report AS r WHERE r.id = pg_temp.id(4)),
    '{"b":[{"says":"[erased]"},{"says":"other"},[],{}],"a":null,"n":1.50,"t":true}', 'whose rest is as it was, in its order');
SELECT is((SELECT d.body ->> 'z' FROM safer.report_detail AS d WHERE d.report = pg_temp.id(4)), '[erased]',
    'in their details as well');
SELECT is(tap.erases('nothing of the kind'), NULL, 'of what is not there nothing is erased');
RESET ROLE;

-- ---- Every table that may say something --------------------------------------------------------
SET LOCAL session_replication_role = replica;
SELECT tap.make_half_hidden_fund();
SELECT tap.make_also_hidden_fund();
INSERT INTO safer.expenditure (id, fund, partner, purpose, financial_year, booked_in, amount_pence, incurred_on,
    external_reference, note, reversed_at, reversed_by, reversal_reason)
VALUES (pg_temp.id(11), 'half-hidden', 'medway', 'works', '2018/19', '2018/19', 1, '2018-05-01', 'X', 'Somebody', now(),
    pg_temp.id(5), 'Somebody');
INSERT INTO safer.transfer (id, from_fund, to_fund, partner, financial_year, amount_pence, made_on, external_reference, note,
    reversed_at, reversal_reason)
VALUES (pg_temp.id(12), 'half-hidden', 'also-hidden', 'medway', '2018/19', 1, '2018-05-01', 'X', 'Somebody', now(), 'Somebody');
INSERT INTO safer.grant_refund (id, award, fund, purpose, partner, financial_year, amount_pence, received_on,
    external_reference, reason, reversed_at, reversal_reason)
VALUES (pg_temp.id(13), pg_temp.id(5), 'half-hidden', 'works', 'medway', '2018/19', 1, '2018-05-01', 'X', 'Somebody', now(),
    'Somebody');
INSERT INTO safer.closing (id, fund, financial_year, partner, note, opening_pence, closing_pence)
VALUES (pg_temp.id(14), 'half-hidden', '2018/19', 'medway', 'Somebody', 0, 0);
INSERT INTO safer.change_request (id, agreement, partner, title, text, requested_on)
VALUES (pg_temp.id(15), 'half-hidden-agreement', 'maidstone', 'Somebody', 'Somebody', '2018-05-01');
INSERT INTO safer.consent (change, partner, agrees, decided_on, note)
VALUES (pg_temp.id(15), 'thanet', true, '2018-05-01', 'Somebody');
INSERT INTO safer.withdrawal (id, agreement, partner, resolution_on, chair_notified_on, notice_months, earliest_on,
    effective_on, recorded_on, note)
VALUES (pg_temp.id(16), 'half-hidden-agreement', 'thanet', '2018-05-01', '2018-05-01', 6, '2018-11-01', '2018-11-01',
    '2018-05-01', 'Somebody');
INSERT INTO safer.business_case (id, agreement, partner, summary, personnel, document, submitted_on, accepted, decided_on,
    decision, decided_by)
VALUES (pg_temp.id(17), 'half-hidden-agreement', 'dover', 'Somebody', 'Somebody', 'Somebody', '2018-05-01', true, '2018-05-01',
    'Somebody', 'medway');
INSERT INTO safer.action (id, title, description, priority, owner)
VALUES (pg_temp.id(18), 'Somebody', 'Somebody', 'road-safety', 'kcc');
INSERT INTO safer.action_progress (id, action, reported_on, text, partner)
VALUES (pg_temp.id(19), pg_temp.id(18), '2018-05-01', 'Somebody', 'kcc');
UPDATE safer.report SET note = 'Somebody' WHERE id = pg_temp.id(4);
INSERT INTO safer.observation_load (id, form, filename, sha256, bytes, rows, added, revised, unchanged, partner, client,
    created_at, database_life, oldest_open)
VALUES (pg_temp.id(21), 'csv', 'somebody.csv', repeat('0', 64), 1, 0, 0, 0, 0, 'kcc', 'c', now(), 'x', '1');
INSERT INTO safer.observation_withdrawal (id, indicator, area, starts_on, revision, reason, partner, created_at)
VALUES (pg_temp.id(22), 1, 1, '2018-01-01', 1, 'Somebody', 'kcc', now());
INSERT INTO safer.declaration (id, meeting, partner, office, interest)
VALUES (pg_temp.id(23), pg_temp.id(5), 'kcc', 'An office', 'Somebody');
INSERT INTO safer.agenda_import (id, body, meeting, became, details, restricted, form, filename, sha256, bytes, partner,
    client)
VALUES (pg_temp.id(24), 'kcsp', pg_temp.id(5), 'created', '[]', false, 'csv', 'somebody.csv', repeat('0', 64), 1, 'kcc', 'c');
INSERT INTO safer.bid (id, round, project, bidder, amount_pence, objectives, state, decided_because, decided_on, submitted_on)
VALUES (pg_temp.id(25), 'a-round', 'a-project', 'kcc', 1, 'Somebody', 'rejected', 'Somebody', '2018-05-01', '2018-04-01');
INSERT INTO safer.bid_answer (bid, round, project, criterion, text)
VALUES (pg_temp.id(25), 'a-round', 'a-project', 'why', 'Somebody');
INSERT INTO safer.award_condition (id, award, place, text, note)
VALUES (pg_temp.id(26), pg_temp.id(5), 1, 'Somebody', 'Somebody');
INSERT INTO safer.monitoring_return (id, award, due_on, state, received_on, spent_pence, text, decided_on, decided_because)
VALUES (pg_temp.id(27), pg_temp.id(5), '2018-05-01', 'failed', '2018-05-01', 1, 'Somebody', '2018-05-02', 'Somebody');
INSERT INTO safer.project_step (project, step, state, moved_on, text, recorded_by)
VALUES ('a-project', 1, 'active', '2018-05-01', 'Somebody', 'kcc');
INSERT INTO safer.attendance_person (attendance, person) SELECT min(a.id::text)::uuid, 'Somebody' FROM safer.attendance AS a;
UPDATE safer.meeting SET cancelled_because = coalesce(cancelled_because, 'Somebody'), state = 'cancelled', note = 'Somebody'
WHERE id = (SELECT m.id FROM safer.meeting AS m ORDER BY m.id LIMIT 1);
UPDATE safer.follow_up SET closed_because = 'Somebody', closed_at = now(), closed_by = pg_temp.id(5), state = 'closed'
WHERE id = (SELECT f.id FROM safer.follow_up AS f ORDER BY f.id LIMIT 1);
INSERT INTO safer.paper_file (paper, part, content) SELECT p.id, 1, 'Somebody' FROM safer.paper AS p ORDER BY p.id LIMIT 1;
UPDATE safer.paper_text SET file_name = 'somebody.pdf', file_type = 'application/pdf', file_bytes = 8,
    file_sha256 = repeat('0', 64), text = 'Zzyzx', summary = 'Somebody'
WHERE paper = (SELECT f.paper FROM safer.paper_file AS f);
UPDATE safer.award SET withdrawn_because = 'Somebody', withdrawn_on = '2018-05-01', state = 'withdrawn', note = 'Somebody'
WHERE id = (SELECT a.id FROM safer.award AS a ORDER BY a.id LIMIT 1);
SET LOCAL session_replication_role = origin;

-- One record of each, and what it says.
CREATE TEMPORARY TABLE said AS
SELECT DISTINCT ON (t.place) t.place, o.object
FROM (
    SELECT pg_temp.id(n)::text AS object FROM generate_series(1, 30) AS n
    UNION ALL SELECT 'a-project'
    UNION ALL SELECT m.id::text FROM safer.meeting AS m
    UNION ALL SELECT i.id::text FROM safer.item AS i
    UNION ALL SELECT p.id::text FROM safer.paper AS p
    UNION ALL SELECT m.id::text FROM safer.minute AS m
    UNION ALL SELECT d.id::text FROM safer.decision AS d
    UNION ALL SELECT f.id::text FROM safer.follow_up AS f
    UNION ALL SELECT a.id::text FROM safer.annotation AS a
    UNION ALL SELECT a.id::text FROM safer.award AS a
    UNION ALL SELECT p.attendance::text FROM safer.attendance_person AS p
) AS o
CROSS JOIN LATERAL safer.texts_of(o.object) AS t
ORDER BY t.place, o.object;
GRANT SELECT ON said TO safer_owner;
SELECT set_eq('SELECT place FROM said', $$SELECT unnest(ARRAY['expenditure.note', 'expenditure.reversal_reason',
    'transfer.note', 'transfer.reversal_reason', 'grant_refund.reason', 'grant_refund.reversal_reason', 'closing.note',
    'change_request.title', 'change_request.text', 'consent.note', 'withdrawal.note', 'business_case.summary',
    'business_case.personnel', 'business_case.document', 'business_case.decision', 'action.title', 'action.description',
    'action_progress.text', 'report.note', 'observation_load.filename', 'observation_withdrawal.reason', 'annotation.text',
    'item.public_title', 'item_text.note', 'meeting.note', 'meeting.cancelled_because', 'declaration.interest', 'item_text.title', 'item_text.description',
    'paper_text.title', 'paper_text.summary', 'paper_text.text', 'paper_text.file_name', 'paper_recommendation.text',
    'minute_text.title', 'minute_text.text', 'decision.text', 'decision_option.text', 'follow_up.text',
    'follow_up.closed_because', 'agenda_import.filename', 'bid.objectives', 'bid.decided_because', 'bid_answer.text',
    'award.note', 'award.withdrawn_because', 'award_condition.text', 'award_condition.note', 'monitoring_return.text',
    'monitoring_return.decided_because', 'attendance_person.person', 'project_step.text'])$$,
    'there is a record of every kind');
SELECT ok(EXISTS (SELECT FROM safer.paper_text AS t WHERE t.words @@ to_tsquery('english', 'zzyzx')), 'and search has a word');
SET LOCAL ROLE safer_owner;
SELECT matches(tap.erases(s.object), '(^|, )' || split_part(s.place, '.', 1) || '[. ]',
    'of ' || s.place || ' something is erased')
FROM said AS s
WHERE (SELECT count(*) FROM said AS o WHERE o.object = s.object AND o.place < s.place) = 0
ORDER BY s.place;
SELECT is_empty(format('SELECT place FROM safer.texts_of(%L) WHERE place = %L', s.object, s.place), s.place || ' is gone')
FROM said AS s
ORDER BY s.place;
SELECT ok(NOT EXISTS (SELECT FROM safer.paper_text AS t WHERE t.words @@ to_tsquery('english', 'zzyzx')),
    'search has forgotten the word');
SELECT is_empty('SELECT FROM safer.paper_file', 'a file is gone');

-- ---- Nothing else is let through ---------------------------------------------------------------
SELECT is(tap.outcome('UPDATE safer.commentary SET text = ''another'''), '23001', 'the owner changes no commentary');
SELECT is(tap.outcome('UPDATE safer.action_progress SET text = ''[erased]'', state = ''complete'''), '23001',
    'not beside an erasure either');
SELECT is(tap.outcome('UPDATE safer.closing SET note = NULL'), '23001', 'nor does it hide that there was a note');
SELECT is(tap.outcome('DELETE FROM safer.commentary'), '23001', 'or take it away');
SELECT is(tap.outcome('UPDATE safer.contribution SET note = ''another'''), '23001', 'or change a contribution');
SELECT is(tap.outcome('UPDATE safer.contribution SET note = ''[erased]'', amount_pence = 1'), '23001', 'or its amount');
SELECT is(tap.outcome('UPDATE safer.expenditure SET note = ''another'''), '23001', 'or spending');
SELECT isnt(tap.outcome('UPDATE safer.transfer SET note = ''another'''), 'accepted', 'or a transfer');
SELECT is(tap.outcome('UPDATE safer.grant_refund SET reason = ''another'''), '23001', 'or a refund');
SELECT is(tap.outcome('UPDATE safer.report SET summary = ''{"a": "another"}'''), '23001', 'or a report');

SELECT * FROM finish();
ROLLBACK;
