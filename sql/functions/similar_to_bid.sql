-- What looks like a bid: what was awarded to the same project without a bid and bids for it, then, the most like it first,
-- other projects by what they are called and do, and bids by their objectives; of bids those that the caller reads. No row
-- when it does not see the bid. By trigrams, from the threshold of pg_trgm on, which is 0.3.
CREATE FUNCTION safer.similar_to_bid(bid_id uuid)
RETURNS TABLE (kind text, id text, round text, title text, similarity double precision)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    held safer.bid;
    called text;
BEGIN
    SELECT * INTO held FROM safer.bid AS b WHERE b.id = bid_id AND safer.reads_bid(b);
    SELECT p.title || ' ' || coalesce(p.summary, '') INTO called FROM safer.project AS p WHERE p.id = held.project;
    RETURN QUERY
    SELECT s.kind, s.id, s.round, s.title, round(s.similarity::numeric, 2)::double precision
    FROM (
        SELECT 'project' AS kind, p.id, NULL::text AS round, p.title,
            trgm.similarity(p.title || ' ' || coalesce(p.summary, ''), called) AS similarity, false AS same
        FROM safer.project AS p
        WHERE p.title || ' ' || coalesce(p.summary, '') OPERATOR(trgm.%) called
            AND p.id <> held.project
        UNION ALL
        SELECT 'award', a.id::text, a.round, p.title, 1, true
        FROM safer.award AS a
        JOIN safer.project AS p ON p.id = a.project
        WHERE a.project = held.project
            AND a.bid IS NULL
        UNION ALL
        SELECT 'bid', b.id::text, b.round, p.title, trgm.similarity(b.objectives, held.objectives),
            b.project = held.project
        FROM safer.bid AS b
        JOIN safer.project AS p ON p.id = b.project
        WHERE (b.project = held.project OR b.objectives OPERATOR(trgm.%) held.objectives)
            AND b.id <> held.id
            AND b.state <> 'withdrawn'
            AND safer.reads_bid(b)) AS s
    ORDER BY s.same DESC, s.similarity DESC, s.kind, s.id
    LIMIT 20;
END
$$;

ALTER FUNCTION safer.similar_to_bid(uuid) OWNER TO safer_rules;
