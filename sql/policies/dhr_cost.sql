-- What a review cost is known to who coordinates reviews, and to nobody else.
GRANT SELECT ON safer.dhr_cost TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.dhr_cost TO safer_rules;

CREATE POLICY shown ON safer.dhr_cost FOR SELECT TO safer_service
USING ((SELECT safer.coordinates_dhrs()));
CREATE POLICY rules ON safer.dhr_cost TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.attribute_dhr_cost(uuid, uuid, bigint) TO safer_service;
GRANT SELECT ON api.dhr_costs, api.dhr_accounts TO safer_service, safer_rules;
