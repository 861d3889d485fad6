-- Sets of priorities that are agreed, or once were, are read by everybody, drafts by whoever acts for a partner. They
-- are written by safer.create_priority_set, safer.add_lineage_step and safer.agree_priority_set only.
GRANT SELECT (id, title, starts_on, ends_on, state, succeeds, agreed_on, minute, source, note, created_at, version)
ON safer.priority_set TO safer_service;
GRANT SELECT, INSERT, UPDATE (state, agreed_on, minute, written_by, version) ON safer.priority_set TO safer_rules;

CREATE POLICY published ON safer.priority_set FOR SELECT TO safer_service
USING (
    state <> 'draft'
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.priority_set TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_priority_set(text, text, date, date, text, text, text),
    safer.add_lineage_step(text, text, text, text, text, integer, text, text, integer),
    safer.agree_priority_set(text, date, text, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.check_constituent(text),
    safer.check_id_free(text, text, text),
    safer.set_in_force_before(text)
TO safer_rules;
GRANT SELECT ON api.priority_sets TO safer_service, safer_rules;
