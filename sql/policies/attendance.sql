-- Who was there is part of the minutes: with them it is published.
GRANT SELECT ON safer.attendance TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.attendance TO safer_rules;

CREATE POLICY shown ON safer.attendance FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.meeting AS m
    WHERE m.id = meeting
        AND (m.minutes_on IS NOT NULL OR m.body IN (SELECT b.body FROM safer.bodies_kept() AS b (body)))));
CREATE POLICY rules ON safer.attendance TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_attendance(uuid, uuid, jsonb, text),
    safer.record_departure(uuid, uuid, integer),
    safer.erase_person(uuid)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.kept_attendance(uuid, integer),
    safer.check_departure(uuid, uuid)
TO safer_rules;
GRANT SELECT ON api.attendance TO safer_service, safer_rules;
