-- The actions that a retention rule may name: there are no others, whatever a rule says.
CREATE FUNCTION safer.retention_actions()
RETURNS text[]
LANGUAGE sql
IMMUTABLE
RETURN ARRAY['erase_old_audit_details', 'delete_old_people', 'erase_old_load_filenames', 'erase_old_import_filenames',
    'purge_idempotency_keys'];
