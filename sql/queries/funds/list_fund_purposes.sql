-- What a fund's money is spent on, by id.
SELECT u.*
FROM api.purposes AS u
WHERE u.fund = :fund::text
ORDER BY u.id;
