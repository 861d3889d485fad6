-- A decision is published with the minutes, and with the minute that records it; on a restricted item it is for who reads
-- what is not for publication.
GRANT SELECT ON safer.decision TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.decision TO safer_rules;

CREATE POLICY shown ON safer.decision FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.meeting AS m
    WHERE m.id = meeting
        AND (m.minutes_on IS NOT NULL OR m.body IN (SELECT b.body FROM safer.bodies_kept() AS b (body)))
        AND (NOT restricted OR m.body IN (SELECT b.body FROM safer.bodies_restricted() AS b (body))))
    AND (minute IS NULL OR (SELECT n.id FROM safer.minute AS n WHERE n.id = minute) IS NOT NULL));
CREATE POLICY rules ON safer.decision TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.create_decision(uuid, uuid, jsonb, jsonb, jsonb) TO safer_service;
GRANT EXECUTE ON FUNCTION safer.check_quorum(uuid, uuid, text) TO safer_rules;
GRANT SELECT ON api.decisions TO safer_service, safer_rules;
