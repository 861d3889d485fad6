-- One closed financial year of a fund.
SELECT c.*
FROM api.closings AS c
WHERE c.fund = :fund::text
    AND c.id = :closing::uuid;
