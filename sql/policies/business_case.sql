-- A business case is read by who makes it and by the agreement's parties. It is written by functions only.
GRANT SELECT (id, agreement, partner, summary, personnel, document, submitted_on, accepted, decided_on, decision,
    decided_by, created_at, version) ON safer.business_case TO safer_service;
GRANT SELECT, INSERT, UPDATE (accepted, decided_on, decision, decided_by, written_by, version)
ON safer.business_case TO safer_rules;
GRANT SELECT ON api.business_cases TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.create_business_case(uuid, text, text, text, text),
    safer.decide_business_case(text, uuid, boolean, date, text)
TO safer_service;

CREATE POLICY concerned ON safer.business_case FOR SELECT TO safer_service
USING (
    partner = (SELECT nullif(current_setting('safer.partner', true), ''))
    OR agreement = ANY ((SELECT safer.agreements_party_to())::text[]));
CREATE POLICY rules ON safer.business_case TO safer_rules, safer_owner USING (true) WITH CHECK (true);
