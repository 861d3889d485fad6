-- Recommendations, to whom the review is known; to everybody what of them is written for the public, once the review
-- is published.
GRANT SELECT ON safer.dhr_recommendation TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.dhr_recommendation TO safer_rules;

CREATE POLICY shown ON safer.dhr_recommendation FOR SELECT TO safer_service
USING (
    dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[])
    OR (dhr = ANY ((SELECT safer.dhrs_shown())::uuid[])
        AND EXISTS (SELECT FROM safer.dhr_recommendation_public AS p WHERE p.recommendation = dhr_recommendation.id)));
CREATE POLICY rules ON safer.dhr_recommendation TO safer_rules, safer_owner USING (true) WITH CHECK (true);
