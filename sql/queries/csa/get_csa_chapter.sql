-- One chapter or appendix of a version of the agreement.
SELECT c.*
FROM api.csa_chapters AS c
WHERE c.csa_version = :version::text
    AND c.chapter = :chapter::text;
