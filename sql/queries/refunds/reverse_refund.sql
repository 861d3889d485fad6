-- Takes a refund back; no row when the caller does not follow its award.
SELECT r.object, r.before
FROM safer.reverse_refund(:refund::uuid, :reason::text, :if_match::integer) AS r;
