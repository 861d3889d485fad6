-- The marks of protected names are read by nobody: rules alone compare with them.
GRANT SELECT, INSERT, DELETE ON safer.dhr_name TO safer_rules;

CREATE POLICY rules ON safer.dhr_name TO safer_rules, safer_owner USING (true) WITH CHECK (true);
