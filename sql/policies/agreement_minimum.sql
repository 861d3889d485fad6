-- The minimums of an agreement are read by whoever reads the agreement.
GRANT SELECT ON safer.agreement_minimum TO safer_service;
GRANT SELECT, INSERT, UPDATE (lapsed_on) ON safer.agreement_minimum TO safer_rules;

CREATE POLICY published ON safer.agreement_minimum FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR agreement IN (SELECT a.id FROM safer.agreement AS a WHERE a.public));
CREATE POLICY rules ON safer.agreement_minimum TO safer_rules, safer_owner USING (true) WITH CHECK (true);
