-- The stages of a review, to whom it is known.
GRANT SELECT ON safer.dhr_stage TO safer_service;
GRANT SELECT, INSERT ON safer.dhr_stage TO safer_rules;

CREATE POLICY shown ON safer.dhr_stage FOR SELECT TO safer_service
USING (dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[]));
CREATE POLICY rules ON safer.dhr_stage TO safer_rules, safer_owner USING (true) WITH CHECK (true);
