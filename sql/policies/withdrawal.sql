-- Row security: rules see all rows.
CREATE POLICY rules ON safer.withdrawal TO safer_rules, safer_owner USING (true) WITH CHECK (true);
GRANT SELECT ON safer.withdrawal TO safer_rules;
