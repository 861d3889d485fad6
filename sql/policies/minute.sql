-- That there is a minute is seen by those who keep the meetings of the body, and once it is published by who sees what the body
-- publishes. Of a restricted one they see no more than stands here.
GRANT SELECT ON safer.minute TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.minute TO safer_rules;

CREATE POLICY shown ON safer.minute FOR SELECT TO safer_service
USING (
    body IN (SELECT b.body FROM safer.bodies_kept() AS b (body))
    OR (published_on IS NOT NULL AND body IN (SELECT b.body FROM safer.bodies_shown() AS b (body))));
CREATE POLICY rules ON safer.minute TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_minute(uuid, uuid, uuid, text, text, boolean, text, text, uuid),
    safer.change_minute(uuid, jsonb, jsonb, integer),
    safer.approve_minutes(uuid, uuid, text, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.hold_minute(uuid, integer),
    safer.hold_corrected(uuid)
TO safer_rules;
GRANT SELECT ON api.minutes TO safer_service, safer_rules;
