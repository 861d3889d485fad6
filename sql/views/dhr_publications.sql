-- What the public is told of reviews, or will be.
CREATE VIEW api.dhr_publications WITH (security_invoker) AS
SELECT p.dhr, p.id AS published_dhr, p.pseudonym, p.review_type, p.published_on, p.shown_until, p.title, p.summary,
    p.url, p.partnership, p.created_at, p.version,
    (SELECT coalesce(json_agg(l.text ORDER BY l.place), '[]')
        FROM safer.dhr_lesson AS l
        WHERE l.dhr = p.dhr) AS lessons,
    (SELECT coalesce(json_agg(json_build_object('recommendation', r.recommendation, 'text', r.text)
            ORDER BY n.number), '[]')
        FROM safer.dhr_recommendation_public AS r
        JOIN safer.dhr_recommendation AS n ON n.id = r.recommendation
        WHERE r.dhr = p.dhr) AS recommendations
FROM safer.dhr_publication AS p;
