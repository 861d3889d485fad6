-- What looks like a bid, the most like it first.
SELECT s.kind, s.id, s.round, s.title, s.similarity
FROM safer.similar_to_bid(:bid::uuid) AS s;
