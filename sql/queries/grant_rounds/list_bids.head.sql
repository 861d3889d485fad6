-- Whether the reader may see the round, and when it is asked for how many bids of it there are, filtered.
SELECT true AS _visible,
    CASE WHEN :count::boolean THEN (
            SELECT count(*)
            FROM safer.bid AS b
            WHERE b.round = :round::text
                AND (:state::text IS NULL OR b.state = :state::text)
                AND (:bidder::text IS NULL OR b.bidder = :bidder::text)) END AS _total
FROM safer.grant_round AS r
WHERE r.id = :round::text;
