-- Which person it was, where that is kept at all, is seen by who belongs to the body and by who keeps its meetings.
GRANT SELECT ON safer.attendance_person TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.attendance_person TO safer_rules;

CREATE POLICY shown ON safer.attendance_person FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.attendance AS a
    JOIN safer.meeting AS m ON m.id = a.meeting
    WHERE a.id = attendance
        AND (m.body IN (SELECT b.body FROM safer.bodies_joined() AS b (body))
            OR m.body IN (SELECT b.body FROM safer.bodies_kept() AS b (body)))));
CREATE POLICY rules ON safer.attendance_person TO safer_rules, safer_owner USING (true) WITH CHECK (true);
