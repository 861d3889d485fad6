-- A party's word on a change is read by whoever reads the change request, and written by functions only.
GRANT SELECT ON safer.consent TO safer_service;
GRANT SELECT, INSERT ON safer.consent TO safer_rules;

CREATE POLICY concerned ON safer.consent FOR SELECT TO safer_service
USING (change IN (SELECT c.id FROM safer.change_request AS c));
CREATE POLICY rules ON safer.consent TO safer_rules, safer_owner USING (true) WITH CHECK (true);
