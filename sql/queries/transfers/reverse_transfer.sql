-- Reverses a transfer.
SELECT r.object, r.before
FROM safer.reverse_transfer(:transfer::uuid, :reason::text, :if_match::integer) AS r;
