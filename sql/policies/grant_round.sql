-- Rounds are read by whoever acts for a partner, by everybody else those that are public.
GRANT SELECT ON safer.grant_round TO safer_service;
GRANT SELECT ON safer.grant_round TO safer_rules;

CREATE POLICY shown ON safer.grant_round FOR SELECT TO safer_service
USING (
    public
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.grant_round TO safer_rules, safer_owner USING (true) WITH CHECK (true);
