-- Says that a meeting was held; no row when there is none to see.
SELECT h.object, h.before
FROM safer.hold_meeting(:meeting::uuid, :present_count::integer, :in_attendance_count::integer,
    :if_match::integer) AS h;
