-- The parties of an agreement are read by whoever reads the agreement. They sign by safer.sign_agreement only.
GRANT SELECT ON safer.agreement_party TO safer_service;
GRANT SELECT, INSERT, UPDATE (signed_on, designation) ON safer.agreement_party TO safer_rules;
GRANT SELECT ON api.agreement_parties TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.sign_agreement(text, text, date, text) TO safer_service;

CREATE POLICY published ON safer.agreement_party FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR agreement IN (SELECT a.id FROM safer.agreement AS a WHERE a.public));
CREATE POLICY rules ON safer.agreement_party TO safer_rules, safer_owner USING (true) WITH CHECK (true);
