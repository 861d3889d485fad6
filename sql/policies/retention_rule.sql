-- Everybody reads how long what is kept. Rules are changed by operators, in SQL; the service applies them.
GRANT SELECT ON safer.retention_rule TO safer_service, safer_rules;

CREATE POLICY everybody ON safer.retention_rule FOR SELECT TO safer_service
USING (true);
CREATE POLICY rules ON safer.retention_rule TO safer_rules, safer_owner USING (true) WITH CHECK (true);

-- What they erase: the details of events, all of them at once (keep_audit_event), and names of files.
GRANT UPDATE (subject, before, after, detail_salt) ON safer.audit_event TO safer_rules;
GRANT UPDATE (filename) ON safer.observation_load TO safer_rules;
GRANT UPDATE (filename) ON safer.agenda_import TO safer_rules;

GRANT EXECUTE ON FUNCTION
    safer.apply_retention(date),
    safer.is_erasure(jsonb, jsonb, text[]) -- in triggers, which work with the writer's rights
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.retention_actions(),
    safer.erased(text),
    safer.retain(text, date, integer),
    safer.erase_old_audit_details(date, integer),
    safer.delete_old_people(date, integer),
    safer.erase_old_load_filenames(date, integer),
    safer.erase_old_import_filenames(date, integer),
    safer.is_erasure(jsonb, jsonb, text[])
TO safer_rules;
GRANT SELECT ON api.retention_rules TO safer_service;
