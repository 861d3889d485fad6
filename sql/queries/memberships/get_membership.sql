-- One membership.
SELECT m.*
FROM api.memberships AS m
WHERE m.id = :membership::uuid;
