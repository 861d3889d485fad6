-- A partner reads the events of its own callers; what was done with reviews, only where it may know of them at all. They
-- are written by safer.record_audit_event only.
GRANT SELECT (id, recorded_at, issuer, client, subject, partner, operation, object, request_id, marking, before,
    after) ON safer.audit_event TO safer_service;
GRANT SELECT, INSERT ON safer.audit_event TO safer_rules;

GRANT EXECUTE ON FUNCTION safer.restricted_body(text, text, text) TO safer_service;

CREATE POLICY own ON safer.audit_event FOR SELECT TO safer_service
USING (
    partner = (SELECT nullif(current_setting('safer.partner', true), ''))
    AND (marking IS DISTINCT FROM 'dhr' OR (SELECT safer.audits_dhrs())));
CREATE POLICY rules ON safer.audit_event TO safer_rules, safer_owner USING (true) WITH CHECK (true);
