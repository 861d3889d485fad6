-- One purpose of a fund's spending.
SELECT u.*
FROM api.purposes AS u
WHERE u.fund = :fund::text
    AND u.id = :purpose::text;
