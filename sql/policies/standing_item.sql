-- Everybody reads what stands on each agenda of a body.
GRANT SELECT ON safer.standing_item TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.standing_item TO safer_rules;

CREATE POLICY everybody ON safer.standing_item FOR SELECT TO safer_service
USING (true);
CREATE POLICY rules ON safer.standing_item TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.standing_items TO safer_service;
