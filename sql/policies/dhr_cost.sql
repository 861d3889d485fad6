-- What a review cost is known to who coordinates reviews, and to nobody else.
GRANT SELECT ON safer.dhr_cost TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.dhr_cost TO safer_rules;

CREATE POLICY shown ON safer.dhr_cost FOR SELECT TO safer_service
USING ((SELECT safer.coordinates_dhrs()));
CREATE POLICY rules ON safer.dhr_cost TO safer_rules, safer_owner USING (true) WITH CHECK (true);
