-- Who will come is seen by who belongs to the body and by who keeps its meetings.
GRANT SELECT ON safer.meeting_reply TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.meeting_reply TO safer_rules;

CREATE POLICY shown ON safer.meeting_reply FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.meeting AS m
    WHERE m.id = meeting
        AND (m.body IN (SELECT b.body FROM safer.bodies_joined() AS b (body))
            OR m.body IN (SELECT b.body FROM safer.bodies_kept() AS b (body)))));
CREATE POLICY rules ON safer.meeting_reply TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.reply_to_meeting(uuid, text, text, text) TO safer_service;
GRANT SELECT ON api.meeting_replies TO safer_service;
