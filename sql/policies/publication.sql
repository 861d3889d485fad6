-- What of a meeting was published is seen by who sees the meeting.
GRANT SELECT ON safer.publication TO safer_service;
GRANT SELECT, INSERT ON safer.publication TO safer_rules;

CREATE POLICY shown ON safer.publication FOR SELECT TO safer_service
USING (meeting IN (SELECT m.id FROM safer.meeting AS m));
CREATE POLICY rules ON safer.publication TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.publications TO safer_service;
