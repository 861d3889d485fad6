-- What a paper asks the body to do, by letter.
SELECT r.*, (SELECT p.restricted FROM api.papers AS p WHERE p.id = r.paper) AS _restricted
FROM api.paper_recommendations AS r
WHERE r.paper = :paper::uuid
ORDER BY r.letter;
