-- One fund with the agreement in force today.
SELECT f.*
FROM api.funds AS f
WHERE f.id = :fund::text;
