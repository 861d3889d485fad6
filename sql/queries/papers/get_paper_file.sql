-- The parts of the file of a paper, in order.
SELECT encode(f.content, 'hex') AS content
FROM safer.paper_file AS f
WHERE f.paper = :paper::uuid
ORDER BY f.part;
