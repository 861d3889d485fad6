-- Actions are read by whoever acts for a partner, by everybody else those that are public, of a published priority.
-- They are written by their owner and by constituent partners, by functions only.
GRANT SELECT (id, title, description, priority, plan, owner, office, due_on, state, public, created_at, version)
ON safer.action TO safer_service;
GRANT SELECT, INSERT, UPDATE (title, description, plan, owner, office, due_on, state, public, written_by, version)
ON safer.action TO safer_rules;

CREATE POLICY published ON safer.action FOR SELECT TO safer_service
USING (
    (public AND priority IN (SELECT p.id FROM safer.priority AS p))
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.action TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_action(uuid, text, text, text, jsonb, text, text, text, date, boolean),
    safer.change_action(uuid, jsonb, jsonb, integer),
    safer.move_action(uuid, uuid, text, date, text, date, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.hold_action(uuid, integer),
    safer.check_action_names(text, text, text, jsonb),
    safer.check_reported(date)
TO safer_rules;
GRANT SELECT ON api.actions TO safer_service, safer_rules;
