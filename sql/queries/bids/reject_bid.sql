-- Rejects a bid; no row when there is none to see.
SELECT c.object, c.before
FROM safer.close_bid(:bid::uuid, 'rejected', :reason::text, :if_match::integer) AS c;
