-- The functions of an agreement are read by whoever reads the agreement. They are loaded, not written here.
GRANT SELECT ON safer.agreement_function TO safer_service, safer_rules;
GRANT SELECT ON api.agreement_functions TO safer_service;

CREATE POLICY published ON safer.agreement_function FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR agreement IN (SELECT a.id FROM safer.agreement AS a WHERE a.public));
CREATE POLICY rules ON safer.agreement_function TO safer_rules, safer_owner USING (true) WITH CHECK (true);
