-- How an action goes on, in order.
SELECT r.*, true AS _restricted
FROM api.dhr_action_reports AS r
WHERE r.action = :dhr_action::uuid
ORDER BY r.step;
