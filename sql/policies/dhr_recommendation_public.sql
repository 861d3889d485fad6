-- What of a recommendation is written for the public: to whom the review is known, and to everybody once it is
-- published.
GRANT SELECT ON safer.dhr_recommendation_public TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.dhr_recommendation_public TO safer_rules;

CREATE POLICY shown ON safer.dhr_recommendation_public FOR SELECT TO safer_service
USING (
    dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[])
    OR dhr = ANY ((SELECT safer.dhrs_shown())::uuid[]));
CREATE POLICY rules ON safer.dhr_recommendation_public TO safer_rules, safer_owner USING (true) WITH CHECK (true);
