-- The withdrawals from an agreement, in the order notice was recorded.
SELECT w.*
FROM safer.withdrawals(:agreement::text, NULL) AS w
ORDER BY w.id;
