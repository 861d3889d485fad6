-- Names are published: everybody reads them. Nobody writes them through the service.
GRANT SELECT (id, name, form, kind, refers_to, from_on, to_on, source, note) ON safer.name TO safer_service;

CREATE POLICY everybody ON safer.name FOR SELECT TO safer_service USING (true);
CREATE POLICY rules ON safer.name TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.partner_name(text, date) TO safer_service;
GRANT SELECT ON api.names TO safer_service;
