-- The conditions of an award are read by whoever reads the award and acts for a partner.
GRANT SELECT ON safer.award_condition TO safer_service;
GRANT SELECT ON safer.award_condition TO safer_rules;

CREATE POLICY shown ON safer.award_condition FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.award_condition TO safer_rules, safer_owner USING (true) WITH CHECK (true);
