-- The bids of a round by id, which is the order they were made, filtered.
SELECT b.*, b.id::text AS _cursor
FROM api.bids AS b
WHERE b.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND b.round = :round::text
    AND (:state::text IS NULL OR b.state = :state::text)
    AND (:bidder::text IS NULL OR b.bidder = :bidder::text)
ORDER BY b.id
LIMIT :page_size::bigint;
