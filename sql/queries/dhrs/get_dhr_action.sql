-- One action of a review.
SELECT a.*, true AS _restricted
FROM api.dhr_actions AS a
WHERE a.id = :dhr_action::uuid;
