-- What the public is told of a review: to whom the review is known, and to everybody once it is published.
GRANT SELECT ON safer.dhr_publication TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.dhr_publication TO safer_rules;

CREATE POLICY shown ON safer.dhr_publication FOR SELECT TO safer_service
USING (
    dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[])
    OR (published_on <= (SELECT safer.today()) AND (SELECT safer.today()) <= coalesce(shown_until, 'infinity')));
CREATE POLICY rules ON safer.dhr_publication TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.put_dhr_publication(uuid, jsonb, jsonb, jsonb, jsonb, text, integer) TO safer_service;
GRANT SELECT ON api.dhr_publications TO safer_service, safer_rules;
GRANT SELECT ON api.published_dhrs, api.published_lessons, api.published_recommendations TO safer_service;
