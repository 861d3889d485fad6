-- One theme, with its sets, where it comes from and what came of it.
SELECT p.*
FROM api.themes AS p
WHERE p.id = :theme::text;
