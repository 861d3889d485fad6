-- Priorities are published: everybody reads them.
GRANT SELECT (id, title) ON safer.priority TO safer_service;
GRANT SELECT ON safer.priority TO safer_rules;

CREATE POLICY everybody ON safer.priority FOR SELECT TO safer_service USING (true);
CREATE POLICY rules ON safer.priority TO safer_rules, safer_owner USING (true) WITH CHECK (true);
