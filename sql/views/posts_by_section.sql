-- Posts by the section of the membership's tables they stand in, with their place there.
CREATE VIEW api.posts_by_section WITH (security_invoker) AS
SELECT CASE WHEN p.placement = 'senior-management' THEN p.placement ELSE p.employer END AS section,
    p.employer, o.name AS employer_name, p.headcount, p.title, p.funding, p.placement, p.filled, p.phase, p.host,
    p.id AS post, p.from_on, p.until_on, x.place
FROM api.posts AS p
JOIN safer.post AS x ON x.id = p.id
JOIN safer.partner AS o ON o.id = p.employer;
