-- Whoever acts for a partner reads the reports as the partnership gets them: of series that every partner reads. They are
-- issued by safer.keep_report only.
GRANT SELECT ON safer.report TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.report TO safer_rules;

CREATE POLICY partners ON safer.report FOR SELECT TO safer_service
USING ((SELECT safer.is_partner()));
CREATE POLICY rules ON safer.report TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.series_points(date, date, text, text),
    safer.segment_begins(text, text, date, date),
    safer.focus_without_figures(date, text),
    safer.rebaseline_says(text, text, date),
    safer.report_quarter(text, integer, boolean),
    safer.report_priorities(text, date, date, boolean),
    safer.report_annotations(date),
    safer.report_partners(json, date),
    safer.check_report(text, date, integer),
    safer.keep_report(uuid, text, integer, text, json)
TO safer_service;
GRANT SELECT ON api.reports TO safer_service;
