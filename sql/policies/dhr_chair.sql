-- The office of who chairs a review, to whom the review is known.
GRANT SELECT ON safer.dhr_chair TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.dhr_chair TO safer_rules;

CREATE POLICY shown ON safer.dhr_chair FOR SELECT TO safer_service
USING (dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[]));
CREATE POLICY rules ON safer.dhr_chair TO safer_rules, safer_owner USING (true) WITH CHECK (true);
