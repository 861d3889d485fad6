-- Plans that are published, or printed in a published paper, are read by everybody, other drafts by whoever acts for a
-- partner. They are written by safer.create_plan and safer.publish_plan only.
GRANT SELECT (id, title, owner, state, due_regard, starts_on, ends_on, source, note, created_at, version)
ON safer.plan TO safer_service;
GRANT SELECT, INSERT, UPDATE (state, source, written_by, version) ON safer.plan TO safer_rules;

CREATE POLICY published ON safer.plan FOR SELECT TO safer_service
USING (
    state = 'published'
    OR printed
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.plan TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_plan(text, text, text, text, boolean, date, date, text, text, jsonb),
    safer.publish_plan(text, text, integer)
TO safer_service;
GRANT SELECT ON api.plans TO safer_service, safer_rules;
