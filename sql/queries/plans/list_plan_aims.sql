-- What a plan says it is for, in its own order.
SELECT a.plan, a.place, a.kind, a.text
FROM safer.plan_aim AS a
WHERE a.plan = :plan::text
ORDER BY a.place;
