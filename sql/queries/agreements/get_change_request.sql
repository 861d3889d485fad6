-- One change request with who has agreed, as it stood on a date.
SELECT c.*
FROM safer.change_requests(:agreement::text, :change::uuid, coalesce(:on::date, safer.today())) AS c;
