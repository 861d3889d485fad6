-- Puts on an agenda what stands on each, and what is to be reported back; no row when there is no meeting to see.
SELECT d.object, d.before
FROM safer.draft_agenda(:meeting::uuid, :if_match::integer) AS d;
