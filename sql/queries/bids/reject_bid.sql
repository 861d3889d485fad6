-- Rejects a bid, by a decision that the caller sees where one is cited; no row when there is none to see.
SELECT c.object, c.before
FROM safer.close_bid(:bid::uuid, 'rejected', :reason::text, :decision::uuid IS NOT NULL,
    (SELECT d.id FROM safer.decision AS d WHERE d.id = :decision::uuid), :if_match::integer) AS c;
