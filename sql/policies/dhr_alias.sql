-- What a review was called before, to whom the review is known.
GRANT SELECT ON safer.dhr_alias TO safer_service;
GRANT SELECT, INSERT, DELETE ON safer.dhr_alias TO safer_rules;

CREATE POLICY shown ON safer.dhr_alias FOR SELECT TO safer_service
USING (dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[]));
CREATE POLICY rules ON safer.dhr_alias TO safer_rules, safer_owner USING (true) WITH CHECK (true);
