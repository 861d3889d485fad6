-- Counts of reviews that were printed, or issued here, whole.
CREATE VIEW api.dhr_statistics WITH (security_invoker) AS
SELECT i.id, i.counted_on, i.from_on, i.printed, i.reviews, i.breakdown, i.source, i.note, i.created_at,
    CASE WHEN i.breakdown THEN 'By partnership and characteristic each review is counted once, as it was recorded then:'
            ' these are the ones that no issue before has. Numbers below 5 are hidden, and so is what would give them'
            ' away; what would be hidden as a whole is left out, and counted later.'
        WHEN NOT i.printed THEN 'Partnerships and characteristics are left out: they are counted when there are at'
            ' least 5 reviews more than when they last were.' END AS says,
    (SELECT json_agg(json_build_object('dimension', s.dimension, 'value', s.value, 'number', s.number,
            'hidden', s.hidden) ORDER BY s.dimension, s.place)
        FROM safer.dhr_statistic AS s
        WHERE s.statistics = i.id) AS counts
FROM safer.dhr_statistics AS i;
