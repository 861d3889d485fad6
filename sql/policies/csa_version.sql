-- Final versions of the agreement are read by everybody, all others by whoever acts for a partner. They are written
-- by safer.create_csa_version and safer.decide_csa_version only.
GRANT SELECT (id, title, starts_on, ends_on, state, succeeds, source, note, created_at, version)
ON safer.csa_version TO safer_service;
GRANT SELECT, INSERT, UPDATE (state, written_by, version) ON safer.csa_version TO safer_rules;

CREATE POLICY published ON safer.csa_version FOR SELECT TO safer_service
USING (
    state = 'final'
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.csa_version TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_csa_version(text, text, date, date, text, text, text),
    safer.decide_csa_version(text, text, date, text, text, integer),
    safer.csa_diff(text, text),
    safer.refuse_parameter(text, text, text)
TO safer_service;
GRANT SELECT ON api.csa_versions TO safer_service, safer_rules;
