-- The tranches of an award are read by whoever reads the award and acts for a partner.
GRANT SELECT ON safer.tranche TO safer_service;
GRANT SELECT ON safer.tranche TO safer_rules;

CREATE POLICY shown ON safer.tranche FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.tranche TO safer_rules, safer_owner USING (true) WITH CHECK (true);
