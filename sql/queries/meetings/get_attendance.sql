-- One record of who was at a meeting.
SELECT a.*
FROM api.attendance AS a
WHERE a.id = :attendance::uuid;
