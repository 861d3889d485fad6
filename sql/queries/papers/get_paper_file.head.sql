-- What the file of a paper is called, of which type and how long it is: no row, no such file to see.
SELECT t.file_name AS _name, t.file_type AS _type, t.file_bytes AS _bytes, t.file_sha256 AS _sha256,
    p.restricted OR i.restricted AS _restricted
FROM safer.paper AS p
JOIN safer.item AS i ON i.id = p.item
JOIN safer.paper_text AS t ON t.paper = p.id
WHERE p.id = :paper::uuid AND t.file_sha256 IS NOT NULL;
