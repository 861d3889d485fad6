-- What each priority received, of the awards the reader may see: whole, and shared equally by the priorities of a project.
WITH serves AS (
    SELECT x.project, array_agg(x.priority ORDER BY x.priority) AS priorities
    FROM safer.project_priority AS x
    GROUP BY x.project
), given AS (
    SELECT p.priority, n.awarded_pence, a.paid_pence, a.returned_pence,
        (safer.split_pence(n.awarded_pence, array_fill(1::bigint, ARRAY[cardinality(s.priorities)])))[p.place] AS share_pence
    FROM safer.award AS a
    JOIN serves AS s ON s.project = a.project
    CROSS JOIN LATERAL unnest(s.priorities) WITH ORDINALITY AS p (priority, place)
    CROSS JOIN LATERAL (
        SELECT safer.award_kept(a))
        AS n (awarded_pence)
    WHERE (:round::text IS NULL OR a.round = :round::text)
        AND (:fund::text IS NULL OR a.fund = :fund::text)
)
SELECT g.priority, p.title, count(*) AS awards, sum(g.awarded_pence)::bigint AS awarded_pence,
    sum(g.share_pence)::bigint AS share_pence, sum(g.paid_pence)::bigint AS paid_pence,
    sum(g.returned_pence)::bigint AS returned_pence
FROM given AS g
JOIN safer.priority AS p ON p.id = g.priority
GROUP BY g.priority, p.title
ORDER BY g.priority;
