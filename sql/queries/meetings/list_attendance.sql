-- Who was at a meeting, members first, and which person it was, for who may read that.
SELECT a.id, a.meeting, a.partner, a.organisation, a.office, a.capacity, a.deputy_for, a.from_item, a.until_item,
    p.person, a.created_at, a.version
FROM api.attendance AS a
LEFT JOIN safer.attendance_person AS p ON p.attendance = a.id
WHERE a.meeting = :meeting::uuid
ORDER BY array_position(ARRAY['member', 'deputy', 'in_attendance'], a.capacity), a.partner, a.organisation, a.office;
