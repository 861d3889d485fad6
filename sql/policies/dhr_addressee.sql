-- Whom a recommendation is addressed to, to whoever reads the recommendation.
GRANT SELECT ON safer.dhr_addressee TO safer_service;
GRANT SELECT, INSERT ON safer.dhr_addressee TO safer_rules;

CREATE POLICY shown ON safer.dhr_addressee FOR SELECT TO safer_service
USING (
    dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[])
    OR (dhr = ANY ((SELECT safer.dhrs_shown())::uuid[])
        AND EXISTS (SELECT FROM safer.dhr_recommendation_public AS p WHERE p.recommendation = dhr_addressee.recommendation)));
CREATE POLICY rules ON safer.dhr_addressee TO safer_rules, safer_owner USING (true) WITH CHECK (true);
