-- What is learned from a review: to whom the review is known, and to everybody once it is published.
GRANT SELECT ON safer.dhr_lesson TO safer_service;
GRANT SELECT, INSERT, DELETE ON safer.dhr_lesson TO safer_rules;

CREATE POLICY shown ON safer.dhr_lesson FOR SELECT TO safer_service
USING (
    dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[])
    OR dhr = ANY ((SELECT safer.dhrs_shown())::uuid[]));
CREATE POLICY rules ON safer.dhr_lesson TO safer_rules, safer_owner USING (true) WITH CHECK (true);
