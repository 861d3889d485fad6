-- Whether there is such a plan: no row, no such thing.
SELECT true AS _visible
FROM safer.plan AS p
WHERE p.id = :plan::text;
