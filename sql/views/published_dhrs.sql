-- Published reviews, as long as they are shown: the same to everybody.
CREATE VIEW api.published_dhrs WITH (security_invoker) AS
SELECT p.id, p.pseudonym, p.review_type, p.published_on, p.shown_until, p.title, p.summary, p.url, p.partnership,
    (SELECT count(*) FROM safer.dhr_lesson AS l WHERE l.dhr = p.dhr) AS lessons,
    (SELECT count(*) FROM safer.dhr_recommendation_public AS r WHERE r.dhr = p.dhr) AS recommendations,
    p.public_version AS version
FROM safer.dhr_publication AS p
WHERE p.published_on <= safer.today()
    AND safer.today() <= coalesce(p.shown_until, 'infinity');
