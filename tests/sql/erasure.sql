-- What docs/data-protection.md tells an operator to do, works, and leaves the rest alone.
\ir support.psql
SELECT plan(7);

SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.posting('E-1', '01900000-0000-7000-8000-000000000001')), 'accepted', 'posted');
SELECT is(tap.outcome('SELECT safer.record_audit_event(''01900000-0000-7000-8000-000000000002'', ''create_contribution'',
    ''01900000-0000-7000-8000-000000000001'', NULL, ''{"note": "a person"}'')'), 'accepted', 'recorded');
SELECT is(tap.outcome('SELECT safer.claim_idempotency_key(''create_contribution'', ''k'', repeat(''0'', 64))'), 'accepted',
    'with a key');
RESET ROLE;
SET CONSTRAINTS ALL IMMEDIATE;

SET LOCAL ROLE safer_owner;
DO $$
BEGIN
    PERFORM safer.erase_audit_details(e.id)
    FROM safer.audit_event AS e
    WHERE e.subject = 'somebody';
END
$$;
SELECT is_empty($$SELECT id FROM api.audit_events WHERE subject = 'somebody' OR after::text LIKE '%person%'$$,
    'events say nothing of the subject any more');
DELETE FROM safer.idempotency_key WHERE client = 'finance';
SELECT is_empty($$SELECT key FROM safer.idempotency_key WHERE client = 'finance'$$, 'stored replies are gone');
ALTER TABLE safer.contribution DISABLE TRIGGER contribution_z_facts;
UPDATE safer.contribution SET note = NULL WHERE id = '01900000-0000-7000-8000-000000000001';
ALTER TABLE safer.contribution ENABLE TRIGGER contribution_z_facts;
SELECT is((SELECT c.state FROM safer.contribution AS c WHERE c.external_reference = 'E-1'), 'unconfirmed',
    'a note is gone, its contribution stands');
SELECT is((SELECT count(*) FROM safer.entry WHERE contribution = '01900000-0000-7000-8000-000000000001'), 1::bigint,
    'and so does the ledger');

SELECT * FROM finish();
ROLLBACK;
