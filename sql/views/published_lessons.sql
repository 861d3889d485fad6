-- What is learned from published reviews.
CREATE VIEW api.published_lessons WITH (security_invoker) AS
SELECT p.id AS published_dhr, l.place, l.text
FROM safer.dhr_publication AS p
JOIN safer.dhr_lesson AS l ON l.dhr = p.dhr
WHERE p.published_on <= safer.today()
    AND safer.today() <= coalesce(p.shown_until, 'infinity');
