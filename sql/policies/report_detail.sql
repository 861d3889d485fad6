-- The detail is for those who read every series.
GRANT SELECT ON safer.report_detail TO safer_service;
GRANT SELECT, INSERT ON safer.report_detail TO safer_rules;

CREATE POLICY detail ON safer.report_detail FOR SELECT TO safer_service
USING ((SELECT safer.reads_every_series()));
CREATE POLICY rules ON safer.report_detail TO safer_rules, safer_owner USING (true) WITH CHECK (true);
