-- Who has joined an agreement is read by whoever reads the agreement, and written by safer.decide_business_case only.
GRANT SELECT ON safer.agreement_additional TO safer_service;
GRANT SELECT, INSERT ON safer.agreement_additional TO safer_rules;

CREATE POLICY published ON safer.agreement_additional FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR agreement IN (SELECT a.id FROM safer.agreement AS a WHERE a.public));
CREATE POLICY rules ON safer.agreement_additional TO safer_rules, safer_owner USING (true) WITH CHECK (true);
