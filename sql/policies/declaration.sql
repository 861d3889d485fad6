-- A declaration is part of the minutes; on a restricted item it is for who reads what is not for publication.
GRANT SELECT ON safer.declaration TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.declaration TO safer_rules;

CREATE POLICY shown ON safer.declaration FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.meeting AS m
    WHERE m.id = meeting
        AND (m.minutes_on IS NOT NULL OR m.body IN (SELECT b.body FROM safer.bodies_kept() AS b (body)))
        AND (NOT restricted OR m.body IN (SELECT b.body FROM safer.bodies_restricted() AS b (body)))));
CREATE POLICY rules ON safer.declaration TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.create_declaration(uuid, uuid, uuid, text, text, text, boolean) TO safer_service;
GRANT SELECT ON api.declarations TO safer_service;
