-- Which reviews are in breakdowns is read by rules alone.
GRANT SELECT, INSERT ON safer.dhr_statistic_counted TO safer_rules;

CREATE POLICY rules ON safer.dhr_statistic_counted TO safer_rules, safer_owner USING (true) WITH CHECK (true);
