-- One follow-up.
SELECT f.*, f.restricted AS _restricted
FROM api.follow_ups AS f
WHERE f.id = :follow_up::uuid;
