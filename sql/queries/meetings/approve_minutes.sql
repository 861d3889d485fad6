-- Records that the minutes of a meeting were approved at a later one; no row when there is no such meeting to see.
SELECT a.object, a.before
FROM safer.approve_minutes(:meeting::uuid, :at_meeting::uuid, :subject_to::text, :if_match::integer) AS a;
