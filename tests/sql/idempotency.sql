-- A key is one client's, for one operation and one body; its reply is stored once. (Two sessions at one moment are
-- tested against the running service.)
\ir support.psql
SELECT plan(29);

CREATE FUNCTION pg_temp.claim(body text, operation text DEFAULT 'create_contribution', key text DEFAULT 'key-1')
RETURNS text LANGUAGE sql
RETURN format('SELECT safer.claim_idempotency_key(%L, %L, %L)', operation, key, encode(sha256(body::bytea), 'hex'));
SET LOCAL ROLE safer_service;

SELECT tap.acts('kcc', client => '');
SELECT is(tap.outcome(pg_temp.claim('a')), 'not-permitted', 'a key belongs to a client');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(pg_temp.claim('a')), 'accepted', 'a key is claimed');
SELECT is_empty($$SELECT status FROM safer.idempotency_key WHERE status IS NOT NULL$$, 'no reply is stored yet');
PREPARE store AS
UPDATE safer.idempotency_key AS k SET status = $3, location = $4, body = $5
WHERE k.operation = $1 AND k.key = $2 AND k.status IS NULL RETURNING k.status;
SELECT results_eq($$EXECUTE store('create_contribution', 'key-1', 201, '/v1/x', '{"a": 1}')$$, ARRAY[201],
    'the reply is stored');
SELECT is_empty($$SELECT * FROM safer.read_stored_reply('confirm_contribution', 'key-1')$$, 'for that operation only');
SELECT is_empty($$EXECUTE store('create_contribution', 'key-1', 200, NULL, '{}')$$, 'once');
SELECT is_empty($$UPDATE safer.idempotency_key SET body = '{}' RETURNING 1$$, 'whatever the statement');
SELECT is(tap.outcome(pg_temp.claim('a')), 'SF002', 'claimed again for the same body: it is stored already');
SELECT results_eq($$SELECT * FROM safer.read_stored_reply('create_contribution', 'key-1')$$,
    $$VALUES (201, '/v1/x', '{"a": 1}')$$, 'and can be read');
SELECT is(tap.outcome(pg_temp.claim('b')), 'idempotency-key-reused', 'for another body: refused');
SELECT is(tap.outcome(pg_temp.claim('b', 'confirm_contribution')), 'accepted', 'for another operation: another key');
SELECT is(tap.outcome(pg_temp.claim('b', key => 'key-2')), 'accepted', 'another key is another key');
SELECT is(tap.outcome(pg_temp.claim('b', key => repeat('x', 256))), 'idempotency_key_length', 'a key has an end');
SELECT tap.acts('', client => 'portal');
SELECT is(tap.outcome(pg_temp.claim('a')), 'accepted', 'a person who belongs to no partner has keys as any client');
SELECT is(tap.outcome(pg_temp.claim('b')), 'idempotency-key-reused', 'and what is theirs is another''s body');
SELECT tap.acts('kcc', client => 'another');
SELECT is_empty('SELECT key FROM safer.idempotency_key', 'another client sees none of it');
SELECT is_empty($$SELECT * FROM safer.read_stored_reply('create_contribution', 'key-1')$$, 'and is told no reply of it');
SELECT is(tap.outcome(pg_temp.claim('b')), 'accepted', 'and has keys of its own');
SELECT is_empty($$UPDATE safer.idempotency_key SET status = 200, body = '{}'
    WHERE operation = 'confirm_contribution' RETURNING 1$$, 'and answers for no other');
SELECT set_config('safer.issuer', 'https://other.example', true);
SELECT is_empty('SELECT key FROM safer.idempotency_key', 'nor does one of the same name by another issuer');
SELECT is_empty($$SELECT * FROM safer.read_stored_reply('create_contribution', 'key-1')$$, 'whom no reply is told either');
SELECT is(tap.outcome(pg_temp.claim('c')), 'accepted', 'whose keys are its own, too');
SELECT tap.acts('kcc');
SELECT is(tap.outcome($$EXECUTE store('confirm_contribution', 'key-1', 409, NULL, '{}')$$), 'idempotency_key_success',
    'only what succeeded is stored');
SELECT is(tap.outcome($$UPDATE safer.idempotency_key SET request_sha256 = repeat('0', 64)$$), '42501',
    'what was asked is not rewritten');
SELECT is(tap.outcome($$DELETE FROM safer.idempotency_key$$), '42501', 'nor a key removed by hand');

-- Purge
RESET ROLE;
UPDATE safer.idempotency_key SET created_at = now() - interval '23 hours' WHERE key = 'key-1';
UPDATE safer.idempotency_key SET created_at = now() - interval '30 hours' WHERE key = 'key-2';
SET LOCAL ROLE safer_service;
SELECT tap.acts('', client => '');
SELECT is(safer.purge_idempotency_keys(48), 0::bigint, 'none is older than two days');
SELECT is(safer.purge_idempotency_keys(0), 1::bigint, 'those older than a day are purged, and no younger ones');
SELECT tap.acts('kcc');
SELECT is((SELECT count(*) FROM safer.idempotency_key), 2::bigint, 'the others stay');
SELECT is(tap.outcome(pg_temp.claim('c', key => 'key-2')), 'accepted', 'a purged key is free again');

SELECT * FROM finish();
ROLLBACK;
