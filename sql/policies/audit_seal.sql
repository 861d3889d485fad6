-- Of the seals a reader learns only whether an event it may see has one.
GRANT SELECT (event) ON safer.audit_seal TO safer_service;
GRANT SELECT, INSERT ON safer.audit_seal TO safer_rules;

CREATE POLICY own ON safer.audit_seal FOR SELECT TO safer_service
USING (EXISTS (SELECT FROM safer.audit_event AS e WHERE e.id = event));
CREATE POLICY rules ON safer.audit_seal TO safer_rules, safer_owner USING (true) WITH CHECK (true);
