-- Plans are published: everybody reads them. They are made by safer.create_plan only.
GRANT SELECT (id, title, owner, state, due_regard, starts_on, ends_on, source, note, created_at, version)
ON safer.plan TO safer_service;
GRANT SELECT, INSERT, UPDATE (written_by, version) ON safer.plan TO safer_rules;

CREATE POLICY everybody ON safer.plan FOR SELECT TO safer_service USING (true);
CREATE POLICY rules ON safer.plan TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_plan(text, text, text, text, boolean, date, date, text, text, jsonb)
TO safer_service;
GRANT SELECT ON api.plans TO safer_service, safer_rules;
