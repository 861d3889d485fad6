-- One meeting with its quorum, its notice, and how much of it is not for the reader.
SELECT m.*
FROM api.meetings_whole AS m
WHERE m.id = :meeting::uuid;
