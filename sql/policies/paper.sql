-- That there is a paper is seen by those who keep the meetings of the body, and once it is published by who sees what the body
-- publishes. Of a restricted one they see no more than stands here.
GRANT SELECT ON safer.paper TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.paper TO safer_rules;

CREATE POLICY shown ON safer.paper FOR SELECT TO safer_service
USING (
    body IN (SELECT b.body FROM safer.bodies_kept() AS b (body))
    OR (published_on IS NOT NULL AND body IN (SELECT b.body FROM safer.bodies_shown() AS b (body))));
CREATE POLICY rules ON safer.paper TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_paper(uuid, uuid, jsonb, jsonb),
    safer.change_paper(uuid, jsonb, jsonb, jsonb, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.hold_paper(uuid, integer) TO safer_rules;
GRANT SELECT ON api.papers TO safer_service, safer_rules;
