-- What a paper asks the body to do, by letter.
SELECT r.*
FROM api.paper_recommendations AS r
WHERE r.paper = :paper::uuid
ORDER BY r.letter;
