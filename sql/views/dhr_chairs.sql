-- Who chaired reviews, by office; whose tokens are theirs, to who coordinates reviews.
CREATE VIEW api.dhr_chairs WITH (security_invoker) AS
SELECT c.dhr, c.place, c.office, c.from_on, c.to_on, a.issuer, a.subject
FROM safer.dhr_chair AS c
LEFT JOIN safer.dhr_chair_account AS a ON a.dhr = c.dhr AND a.place = c.place;
