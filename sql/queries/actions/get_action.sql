-- One action of the plan.
SELECT a.*
FROM api.actions AS a
WHERE a.id = :action::uuid;
