-- Who says that it will come to a meeting, by organisation and office.
SELECT r.*
FROM api.meeting_replies AS r
WHERE r.meeting = :meeting::uuid
ORDER BY r.partner, r.office;
