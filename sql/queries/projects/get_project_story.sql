-- All of a project: what it is, what was asked and given for it, and what happened, of what the reader may read.
SELECT p.id AS project, p.title, p.state, p.lead, p.lead_organisation, p.summary, p.beneficiaries, p.priorities,
    p.targets, p.outcomes, p.evaluation, b.asked_pence, a.awarded_pence, a.paid_pence, a.returned_pence,
    (SELECT coalesce(json_agg(json_build_object('action', x.id, 'title', x.title, 'state', x.state) ORDER BY x.id), '[]')
        FROM safer.project_action AS y
        JOIN safer.action AS x ON x.id = y.action
        WHERE y.project = p.id) AS actions,
    a.awards, e.events
FROM api.projects AS p
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount_pence), 0)::bigint AS asked_pence
    FROM safer.bid AS x
    WHERE x.project = p.id
        AND x.state <> 'withdrawn') AS b
CROSS JOIN LATERAL (
    SELECT coalesce(sum(safer.award_kept(y)), 0)::bigint AS awarded_pence, coalesce(sum(x.paid_pence), 0)::bigint AS paid_pence,
        coalesce(sum(x.returned_pence), 0)::bigint AS returned_pence,
        coalesce(json_agg(safer.as_shown(row_to_json(x)) ORDER BY x.id), '[]') AS awards
    FROM api.story_awards AS x
    JOIN safer.award AS y ON y.id = x.id
    WHERE x.project = p.id) AS a
CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('happened_on', x.happened_on, 'kind', x.kind, 'text', x.text,
            'amount_pence', x.amount_pence, 'object', x.object) ORDER BY x.happened_on NULLS FIRST, x.rank, x.object), '[]')
        AS events
    FROM api.project_events AS x
    WHERE x.project = p.id) AS e
WHERE p.id = :project::text;
