-- Says whether an office of the caller's will come; no row when there is no such meeting to see.
SELECT r.object, NULL::json AS before
FROM safer.reply_to_meeting(:meeting::uuid, :office::text, :answer::text, :deputy_office::text) AS r (object)
WHERE r.object IS NOT NULL;
