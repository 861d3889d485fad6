-- Rounds are read by whoever acts for a partner, by everybody else those that are public.
GRANT SELECT ON safer.grant_round TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.grant_round TO safer_rules;

CREATE POLICY shown ON safer.grant_round FOR SELECT TO safer_service
USING (
    public
    OR (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.grant_round TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_grant_round(jsonb),
    safer.change_grant_round(text, jsonb, integer),
    safer.set_criteria(text, jsonb, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.round_giver(text) TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.kept_round(text, integer),
    safer.check_round(safer.grant_round)
TO safer_rules;
GRANT SELECT ON api.grant_rounds TO safer_service, safer_rules;
