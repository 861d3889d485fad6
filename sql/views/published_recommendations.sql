-- The recommendations of published reviews, as the public reads them, and whom they are addressed to.
CREATE VIEW api.published_recommendations WITH (security_invoker) AS
SELECT p.id AS published_dhr, r.number, r.reach, x.text, a.addressed_to, a.addressees
FROM safer.dhr_publication AS p
JOIN safer.dhr_recommendation_public AS x ON x.dhr = p.dhr
JOIN safer.dhr_recommendation AS r ON r.id = x.recommendation
CROSS JOIN LATERAL (
    SELECT string_agg(coalesce(o.name, a.organisation), '; ' ORDER BY a.place) AS addressed_to,
        coalesce(json_agg(json_build_object('partner', a.partner, 'organisation', a.organisation)
            ORDER BY a.place), '[]') AS addressees
    FROM safer.dhr_addressee AS a
    LEFT JOIN safer.partner AS o ON o.id = a.partner
    WHERE a.recommendation = r.id) AS a
WHERE p.published_on <= safer.today()
    AND safer.today() <= coalesce(p.shown_until, 'infinity');
