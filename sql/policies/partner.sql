-- Organisations are published: everybody reads them. Nobody writes them through the service.
GRANT SELECT (id, name, kind, from_on, to_on, note, version, organisation_id) ON safer.partner TO safer_service;
GRANT SELECT ON safer.partner TO safer_rules;

CREATE POLICY everybody ON safer.partner FOR SELECT TO safer_service USING (true);
CREATE POLICY rules ON safer.partner TO safer_rules, safer_owner USING (true) WITH CHECK (true);
