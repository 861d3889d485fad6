-- A review is known to who coordinates reviews, to its chair and to the partners on its panel; to nobody else it is there.
GRANT SELECT ON safer.dhr TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.dhr TO safer_rules;

CREATE POLICY shown ON safer.dhr FOR SELECT TO safer_service
USING (id = ANY ((SELECT safer.dhrs_in_view())::uuid[]));
CREATE POLICY rules ON safer.dhr TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.coordinates_dhrs(),
    safer.dhrs_in_view(),
    safer.dhr_actions_owned(),
    safer.dhrs_shown()
TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION safer.check_coordinator(), safer.held_dhr(uuid, integer) TO safer_rules;
