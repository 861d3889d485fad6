-- What came back is read by whoever acts for a partner.
GRANT SELECT ON safer.grant_refund TO safer_service;
GRANT SELECT ON safer.grant_refund TO safer_rules;

CREATE POLICY shown ON safer.grant_refund FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.grant_refund TO safer_rules, safer_owner USING (true) WITH CHECK (true);
