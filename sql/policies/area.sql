-- Areas are published: everybody reads them. They are made by safer.create_area only.
GRANT SELECT (id, number, name, kind, partner, from_on, to_on, note, local, version) ON safer.area TO safer_service;
GRANT SELECT, INSERT ON safer.area TO safer_rules;

GRANT EXECUTE ON FUNCTION safer.create_area(text, text, text, text, date, date, text) TO safer_service;
GRANT SELECT ON api.areas TO safer_service;

CREATE POLICY everybody ON safer.area FOR SELECT TO safer_service USING (true);
CREATE POLICY rules ON safer.area TO safer_rules, safer_owner USING (true) WITH CHECK (true);
