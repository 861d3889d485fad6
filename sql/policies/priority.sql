-- Priorities and themes of a published set are read by everybody, all others by whoever acts for a partner. They are
-- made by safer.create_priority only.
GRANT SELECT (id, kind, title, note, created_at, version) ON safer.priority TO safer_service;
GRANT SELECT, INSERT, UPDATE (written_by, version) ON safer.priority TO safer_rules;

CREATE POLICY published ON safer.priority FOR SELECT TO safer_service
USING (
    id IN (SELECT m.priority FROM safer.priority_set_member AS m)
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.priority TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.create_priority(text, text, text, text) TO safer_service;
GRANT EXECUTE ON FUNCTION safer.priorities_shown(text, text, date), safer.lead_on(text, date)
TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION safer.check_priority(text, text, text) TO safer_rules;
GRANT SELECT ON api.priorities, api.themes TO safer_service, safer_rules;
