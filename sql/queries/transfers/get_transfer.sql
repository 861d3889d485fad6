-- One transfer.
SELECT t.*
FROM api.transfers AS t
WHERE t.id = :transfer::uuid;
