-- An item is seen by those who keep the meetings of the body, and once it is published by who sees what the body
-- publishes. Of a restricted one they see no more than stands here.
GRANT SELECT ON safer.item TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.item TO safer_rules;

CREATE POLICY shown ON safer.item FOR SELECT TO safer_service
USING (
    body IN (SELECT b.body FROM safer.bodies_kept() AS b (body))
    OR (published_on IS NOT NULL AND body IN (SELECT b.body FROM safer.bodies_shown() AS b (body))));
CREATE POLICY rules ON safer.item TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_item(uuid, uuid, jsonb),
    safer.change_item(uuid, jsonb, jsonb, integer),
    safer.remove_item(uuid, uuid, integer),
    safer.restrict_item(uuid, text, text, text, integer),
    safer.release_item(uuid, integer),
    safer.draft_agenda(uuid, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.item_ground(uuid),
    safer.withheld(uuid)
TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.check_restricted_scope(text),
    safer.check_restriction(boolean, text, text, text),
    safer.open_meeting(uuid),
    safer.hold_item(uuid, integer),
    safer.item_on_agenda(uuid, uuid, text),
    safer.restrict_what_follows(uuid),
    safer.free_item_ref(uuid, text)
TO safer_rules;
GRANT SELECT ON api.items TO safer_service, safer_rules;
