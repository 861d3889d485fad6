-- Freezes counts of reviews for the public.
SELECT i.object, i.before
FROM safer.issue_dhr_statistics(:new_id::uuid, :counted_on::date, :from_on::date, :note::text) AS i;
