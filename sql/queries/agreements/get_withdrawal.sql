-- One withdrawal with what it means.
SELECT w.*
FROM safer.withdrawals(:agreement::text, :withdrawal::uuid) AS w;
