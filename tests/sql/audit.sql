-- Every write leaves one event: append-only, sealed in order, and any tampering is found.
\ir support.psql
SELECT plan(49);

CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
-- What saferd audit verify is told, a part of so many seals at a time: "N whole", or where and what is wrong.
CREATE FUNCTION tap.verdict(most integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    head record;
    place bigint := 0;
    hash bytea := decode(repeat('00', 32), 'hex');
BEGIN
    LOOP
        SELECT * INTO head FROM safer.verify_audit_seals(place, hash, most);
        place := head.sequence;
        hash := head.hash;
        IF head.fault IS NOT NULL THEN
            RETURN place || ' whole, ' || head.fault || ' at ' || head.fault_at;
        ELSIF head.looked_at < most THEN
            RETURN place || ' whole';
        END IF;
    END LOOP;
END
$$;
-- What both say after somebody who stops at nothing has done this: they always agree.
CREATE FUNCTION tap.tampered(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
    told text;
BEGIN
    SET LOCAL session_replication_role = replica;
    ALTER TABLE safer.audit_event DROP CONSTRAINT audit_event_erased_whole;
    EXECUTE statement;
    found := safer.verify_audit_chain();
    FOR most IN 1..5 LOOP
        told := tap.verdict(most);
        IF (regexp_match(told, 'at (\d+)$'))[1]::bigint IS DISTINCT FROM found THEN
            RAISE EXCEPTION 'with % at a time: % instead of %', most, told, found;
        END IF;
    END LOOP;
    RAISE EXCEPTION USING ERRCODE = 'TAP01', MESSAGE = coalesce(told, '');
EXCEPTION WHEN SQLSTATE 'TAP01' THEN
    RETURN SQLERRM;
END
$$;
SET LOCAL session_replication_role = replica;
DELETE FROM safer.audit_seal;
DELETE FROM safer.audit_event;
SET LOCAL session_replication_role = origin;
SET LOCAL ROLE safer_service;

SELECT tap.acts('kcc');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''create_contribution'', ''object-%s'', NULL, %L)',
    pg_temp.id(n), n, '{"amount_pence": 1}')), 'accepted', 'recorded: ' || n)
FROM generate_series(1, 3) AS n;
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''confirm_contribution'', ''object-1'', %L, %L)',
    pg_temp.id(4), '{"state": "unconfirmed"}', '{"state": "confirmed"}')), 'accepted', 'recorded by another partner');

-- Who reads
SELECT results_eq('SELECT issuer, client, subject, partner, operation, object, request_id, sealed,
    before::text, after::text FROM api.audit_events',
    $$VALUES ('https://issuer.example', 'finance', 'somebody', 'kfrs', 'confirm_contribution', 'object-1', 'request-1',
        false, '{"state": "unconfirmed"}', '{"state": "confirmed"}')$$,
    'a partner reads its own callers'' events, as the claims had them');
SELECT tap.acts('kcc');
SELECT results_eq('SELECT id FROM api.audit_events ORDER BY id', ARRAY[pg_temp.id(1), pg_temp.id(2), pg_temp.id(3)],
    'another its own');
SELECT tap.acts('');
SELECT is_empty('SELECT id FROM api.audit_events', 'nobody reads without a partner');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, ''x'', ''object-5'', NULL, ''{}'')', pg_temp.id(5))),
    'accepted', 'what a person does who belongs to no partner is recorded');
SELECT is_empty('SELECT id FROM api.audit_events', 'and nobody reads it who belongs to none');
SELECT tap.acts('kcc');
SELECT is_empty(format('SELECT FROM api.audit_events WHERE id = %L', pg_temp.id(5)), 'nor any partner');
RESET ROLE;
SELECT results_eq(format('SELECT issuer, client, subject, partner FROM safer.audit_event WHERE id = %L', pg_temp.id(5)),
    $$VALUES ('https://issuer.example', 'finance', 'somebody', NULL::text)$$, 'it says who, by issuer and subject');
SET LOCAL ROLE safer_service;

-- Sealing: events of this transaction are not finished, so they are made older first.
SELECT is(safer.seal_audit_events(), 0::bigint, 'what is not committed is not sealed');
RESET ROLE;
SET LOCAL session_replication_role = replica;
UPDATE safer.audit_event
SET written_by = CASE id WHEN pg_temp.id(3) THEN '10' WHEN pg_temp.id(4) THEN '30' WHEN pg_temp.id(5) THEN '40' ELSE '20' END::xid8;
SET LOCAL session_replication_role = origin;
SET LOCAL ROLE safer_service;
SELECT is(safer.seal_audit_events(), 5::bigint, 'what is, is');
SELECT is(safer.seal_audit_events(), 0::bigint, 'once');
SELECT results_eq('SELECT DISTINCT sealed FROM api.audit_events', ARRAY[true], 'and is shown to be');
SELECT is((SELECT count(event) FROM safer.audit_seal), 3::bigint, 'of others'' seals nothing is seen');
RESET ROLE;
SELECT results_eq('SELECT event FROM safer.audit_seal ORDER BY sequence',
    ARRAY[pg_temp.id(3), pg_temp.id(1), pg_temp.id(2), pg_temp.id(4), pg_temp.id(5)], 'in the order of their transactions');
SELECT is(safer.verify_audit_chain(), NULL, 'the chain is whole');
SELECT is(tap.verdict(most), '5 whole', 'whole in parts of ' || most) FROM generate_series(1, 5) AS most;
SELECT is((SELECT encode(v.hash, 'hex') FROM safer.verify_audit_seals(0, decode(repeat('00', 32), 'hex'), 10) AS v),
    (SELECT encode(s.hash, 'hex') FROM safer.audit_seal AS s WHERE s.sequence = 5), 'its head is that of the last seal');
SELECT results_eq('SELECT events, oldest_seconds FROM safer.unsealed_audit_events()', 'VALUES (0::bigint, NULL::numeric)',
    'nothing is left to be sealed');

-- Tampering
SELECT is(tap.tampered('UPDATE safer.audit_event SET object = ''other'' WHERE id = ' || quote_literal(pg_temp.id(1))),
    '1 whole, hash at 2', 'a changed event is found');
SELECT is(tap.tampered('UPDATE safer.audit_event SET after = ''{}'' WHERE id = ' || quote_literal(pg_temp.id(2))),
    '2 whole, details at 3', 'changed details are found');
SELECT is(tap.tampered('UPDATE safer.audit_event SET subject = ''other'' WHERE id = ' || quote_literal(pg_temp.id(2))),
    '2 whole, details at 3', 'another subject is found');
SELECT is(tap.tampered('UPDATE safer.audit_event SET after = ''{}'', detail_sha256 =
    safer.audit_detail_sha256(detail_salt, subject, before, ''{}'') WHERE id = ' || quote_literal(pg_temp.id(2))),
    '2 whole, hash at 3', 'also with their digest made anew');
SELECT is(tap.tampered('DELETE FROM safer.audit_event WHERE id = ' || quote_literal(pg_temp.id(3))), '0 whole, missing at 1',
    'a removed event is found');
SELECT is(tap.tampered('DELETE FROM safer.audit_seal WHERE sequence = 2'), '1 whole, gap at 2', 'a removed seal is found');
SELECT is(tap.tampered('UPDATE safer.audit_seal SET sequence = 9 WHERE sequence = 2;
    UPDATE safer.audit_seal SET sequence = 2 WHERE sequence = 3;
    UPDATE safer.audit_seal SET sequence = 3 WHERE sequence = 9'), '1 whole, link at 2',
    'exchanged events are found');
SELECT is(tap.tampered('UPDATE safer.audit_seal SET hash = sha256(hash) WHERE sequence = 4'), '3 whole, hash at 4',
    'another hash is found');
SELECT is(tap.tampered('UPDATE safer.audit_seal AS s SET previous = sha256(''''),
    hash = safer.audit_hash(sha256(''''), 4, e) FROM safer.audit_event AS e WHERE s.sequence = 4 AND e.id = s.event'),
    '3 whole, link at 4', 'a seal that hangs on nothing is found');
SELECT is(tap.tampered('UPDATE safer.audit_seal AS s SET sequence = 9,
    hash = safer.audit_hash(s.previous, 9, e) FROM safer.audit_event AS e WHERE s.sequence = 4 AND e.id = s.event'),
    '3 whole, gap at 4', 'a gap is found');
SELECT is(tap.tampered('UPDATE safer.audit_event SET client = NULL WHERE id = ' || quote_literal(pg_temp.id(1))),
    '1 whole, hash at 2', 'what is taken out and may not be is found');

SELECT is(tap.tampered('UPDATE safer.audit_event SET detail_salt = NULL WHERE id = ' || quote_literal(pg_temp.id(2))),
    '2 whole, details at 3', 'details without their salt are found');
SELECT is(tap.tampered('DELETE FROM safer.audit_seal WHERE sequence = 1'), '0 whole, gap at 1', 'and a missing beginning');
-- All that was sealed is sealed anew: the chain is whole, and not what it was. (Who noted its head sees that.)
SELECT is(tap.tampered('UPDATE safer.audit_event SET object = ''other'' WHERE id = ' || quote_literal(pg_temp.id(3)) || ';
    DELETE FROM safer.audit_seal; SELECT safer.seal_audit_events()'), '5 whole', 'a chain that is made anew is whole');

-- Append-only, but for erasure
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome('INSERT INTO safer.audit_event (id, operation, detail_sha256)
    VALUES (gen_random_uuid(), ''x'', sha256(''''))'), '42501', 'the service writes no event of its own making');
SELECT is(tap.outcome('UPDATE safer.audit_event SET object = ''other'''), '42501', 'changes none');
SELECT is(tap.outcome('SELECT safer.erase_audit_details(' || quote_literal(pg_temp.id(2)) || ')'), '42501',
    'and erases none');
RESET ROLE;
SET LOCAL ROLE safer_owner;
SELECT is(tap.outcome('UPDATE safer.audit_event SET object = ''other'''), '23001', 'not even the owner changes one');
SELECT is(tap.outcome('UPDATE safer.audit_event SET after = NULL'), '23001', 'or half erases one');
SELECT is(tap.outcome('DELETE FROM safer.audit_event'), '23001', 'or removes one');
SELECT is(tap.outcome('TRUNCATE safer.audit_event CASCADE'), '23001', 'or all');
SELECT is(tap.outcome('UPDATE safer.audit_seal SET sealed_at = now()'), '23001', 'or changes a seal');
SELECT safer.erase_audit_details(pg_temp.id(2));
SELECT is((SELECT row(e.subject, e.before::text, e.after::text, e.detail_salt, e.operation)::text FROM safer.audit_event AS e
    WHERE e.id = pg_temp.id(2)), row(NULL, NULL, NULL, NULL, 'create_contribution')::text,
    'an event''s details can be erased, the fact remains');
SELECT is(safer.verify_audit_chain(), NULL, 'and the chain stays whole');

SELECT * FROM finish();
ROLLBACK;
