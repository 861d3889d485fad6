-- The chapters and appendices of a version of the agreement, in its order.
SELECT c.*
FROM api.csa_chapters AS c
WHERE c.csa_version = :version::text
ORDER BY c.place, c.chapter;
