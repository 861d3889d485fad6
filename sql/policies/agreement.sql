-- Public agreements are read by everybody, the others by whoever acts for a partner. They are made by
-- safer.create_agreement only, and changed by what is signed and withdrawn.
GRANT SELECT (id, title, kind, fund, starts_on, ends_on, succeeds, notice_months, meeting_interval_months,
    formal_report_on, public, note, created_at, version, dissolved_on) ON safer.agreement TO safer_service;
GRANT SELECT, INSERT, UPDATE (dissolved_on, written_by, version) ON safer.agreement TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.agreements_on(date), safer.dissolution_known(text, date) TO safer_service, safer_rules;

CREATE POLICY published ON safer.agreement FOR SELECT TO safer_service
USING (
    public
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.agreement TO safer_rules, safer_owner USING (true) WITH CHECK (true);
