-- A meeting is a draft, for those who keep the meetings of its body, until notice of it is given; then it is for everybody,
-- or for who belongs to a body that meets in private.
GRANT SELECT ON safer.meeting TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.meeting TO safer_rules;

CREATE POLICY shown ON safer.meeting FOR SELECT TO safer_service
USING (
    body IN (SELECT b.body FROM safer.bodies_kept() AS b (body))
    OR (notice_on IS NOT NULL AND body IN (SELECT b.body FROM safer.bodies_shown() AS b (body))));
CREATE POLICY rules ON safer.meeting TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.quorum_shown(uuid),
    safer.create_meeting(uuid, jsonb),
    safer.change_meeting(uuid, jsonb, integer),
    safer.cancel_meeting(uuid, text, integer),
    safer.hold_meeting(uuid, integer, integer, integer),
    safer.publish_meeting(uuid, text, date, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.kept_meeting(uuid, integer),
    safer.check_meeting_state(safer.meeting, text[], text),
    safer.check_minutes_open(safer.meeting),
    safer.check_item_of(uuid, uuid, text),
    safer.meeting_quorum(uuid, uuid),
    safer.expected_quorum(uuid),
    safer.quorum_of(text, date, text[])
TO safer_rules;
GRANT SELECT ON api.meetings TO safer_service, safer_rules;
GRANT SELECT ON api.meetings_whole TO safer_service;
