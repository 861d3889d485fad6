-- What a recommendation says inside the review, to whom the review is known.
GRANT SELECT ON safer.dhr_recommendation_text TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.dhr_recommendation_text TO safer_rules;

CREATE POLICY shown ON safer.dhr_recommendation_text FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.dhr_recommendation AS r
    WHERE r.id = recommendation
        AND r.dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[])));
CREATE POLICY rules ON safer.dhr_recommendation_text TO safer_rules, safer_owner USING (true) WITH CHECK (true);
