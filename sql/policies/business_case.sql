-- Row security: rules see all rows.
CREATE POLICY rules ON safer.business_case TO safer_rules, safer_owner USING (true) WITH CHECK (true);
