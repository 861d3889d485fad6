-- What is to be reported back is published with the minutes, and with the decision that asks for it; who belongs to the
-- body sees it before. On a restricted item it is for who reads what is not for publication.
GRANT SELECT ON safer.follow_up TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.follow_up TO safer_rules;

CREATE POLICY shown ON safer.follow_up FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.meeting AS m
    WHERE m.id = meeting
        AND (m.body IN (SELECT b.body FROM safer.bodies_joined() AS b (body))
            OR m.body IN (SELECT b.body FROM safer.bodies_kept() AS b (body))
            OR (m.minutes_on IS NOT NULL
                AND (decision IS NULL OR EXISTS (SELECT FROM safer.decision AS d WHERE d.id = decision))))
        AND (NOT restricted OR m.body IN (SELECT b.body FROM safer.bodies_restricted() AS b (body)))));
CREATE POLICY rules ON safer.follow_up TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_follow_up(uuid, uuid, uuid, uuid, jsonb),
    safer.close_follow_up(uuid, uuid, text, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.follow_up_due(uuid, text) TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.add_follow_up(uuid, uuid, text, uuid, uuid, jsonb, boolean, text),
    safer.check_follow_up_named(uuid, text, text)
TO safer_rules;
GRANT SELECT ON api.follow_ups TO safer_service, safer_rules;
