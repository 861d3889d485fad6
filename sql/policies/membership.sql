-- Who belongs to a body that meets in public everybody reads; to another, who belongs to it and who keeps its meetings. An
-- organisation reads of its own offices everywhere, also before they belong to a body and after.
GRANT SELECT ON safer.membership TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.membership TO safer_rules;

CREATE POLICY shown ON safer.membership FOR SELECT TO safer_service
USING (
    body IN (SELECT b.body FROM safer.bodies_shown() AS b (body))
    OR body IN (SELECT b.body FROM safer.bodies_kept() AS b (body))
    OR partner = (SELECT nullif(current_setting('safer.partner', true), '')));
CREATE POLICY rules ON safer.membership TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_membership(uuid, text, jsonb),
    safer.end_membership(uuid, date, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.is_member_office(text, text, text, date) TO safer_rules;
GRANT SELECT ON api.memberships TO safer_service, safer_rules;
