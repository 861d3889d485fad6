-- Row security: rules see all rows.
GRANT SELECT ON safer.post TO safer_rules;

CREATE POLICY rules ON safer.post TO safer_rules, safer_owner USING (true) WITH CHECK (true);
