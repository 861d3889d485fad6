-- One follow-up.
SELECT f.*
FROM api.follow_ups AS f
WHERE f.id = :follow_up::uuid;
