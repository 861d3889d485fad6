-- Withdraws a bid; no row when there is none to see.
SELECT c.object, c.before
FROM safer.close_bid(:bid::uuid, 'withdrawn', :reason::text, false, NULL, :if_match::integer) AS c;
