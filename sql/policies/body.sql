-- Everybody reads which bodies there are: papers name them. They are written by functions only.
GRANT SELECT ON safer.body TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.body TO safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.has_scope(text),
    safer.bodies_joined(),
    safer.bodies_shown(),
    safer.bodies_kept(),
    safer.bodies_restricted()
TO safer_service, safer_rules;

CREATE POLICY everybody ON safer.body FOR SELECT TO safer_service
USING (true);
CREATE POLICY rules ON safer.body TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.body_watch(text, date),
    safer.create_body(jsonb),
    safer.change_body(text, jsonb, integer),
    safer.set_standing_items(text, jsonb, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.kept_body(text, integer),
    safer.watch_of(integer, date, date[], date)
TO safer_rules;
GRANT SELECT ON api.bodies TO safer_service, safer_rules;
