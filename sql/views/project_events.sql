-- What happened to each project, of what the reader may read: its steps, bids, awards, payments, conditions, returns,
-- refunds and evaluation. rank orders what happened on one day: by
-- its kind, and behind the point by its place in a list.
CREATE VIEW api.project_events WITH (security_invoker) AS
SELECT p.id AS project, (p.created_at AT TIME ZONE 'Europe/London')::date AS happened_on, 1 AS rank,
    'proposed' AS kind, 'The project is proposed.' AS text, NULL::bigint AS amount_pence, NULL::text AS object
FROM safer.project AS p
WHERE p.source IS NULL
UNION ALL
SELECT s.project, s.moved_on, 2 + s.step / 100.0, s.state,
    concat_ws(' ', format('The project is %s.', s.state), s.text), NULL, NULL
FROM safer.project_step AS s
UNION ALL
SELECT b.project, e.happened_on, e.rank, e.kind, e.text, b.amount_pence, b.id::text
FROM safer.bid AS b
JOIN safer.grant_round AS r ON r.id = b.round
CROSS JOIN LATERAL (VALUES
    (b.submitted_on, 3, 'bid', format('Bid of ''%s'' in %s: %s.', b.bidder, r.title, safer.pounds(b.amount_pence))),
    (b.decided_on, 4, 'bid_' || b.state, concat_ws(' ', format('The bid is %s.', b.state), b.decided_because)))
    AS e (happened_on, rank, kind, text)
WHERE e.rank = 3 OR b.state IN ('withdrawn', 'rejected')
UNION ALL
SELECT a.project, e.happened_on, e.rank, e.kind, e.text, e.amount_pence, a.id::text
FROM safer.award AS a
JOIN safer.grant_round AS r ON r.id = a.round
CROSS JOIN LATERAL (VALUES
    ('active', a.awarded_on, 5, 'awarded', format('Awarded in %s: %s.', r.title, safer.pounds(a.amount_pence)),
        a.amount_pence),
    ('complete', a.completed_on, 12, 'award_complete', 'The award is settled.', NULL),
    ('withdrawn', a.withdrawn_on, 12, 'award_withdrawn',
        concat_ws(' ', 'The award is withdrawn.', a.withdrawn_because), NULL))
    AS e (state, happened_on, rank, kind, text, amount_pence)
WHERE e.state IN ('active', a.state)
UNION ALL
SELECT a.project, t.paid_on, 8 + t.place / 100.0, 'paid', format('Tranche %s is paid: %s.', t.place, safer.pounds(t.amount_pence)),
    t.amount_pence, t.id::text
FROM api.award_tranches AS t
JOIN safer.award AS a ON a.id = t.award
WHERE t.state = 'paid'
UNION ALL
SELECT a.project, coalesce(c.met_on, c.failed_on), 6 + c.place / 100.0, 'condition_' || c.state,
    concat_ws(' ', format('Condition %s %s.', c.place, CASE c.state WHEN 'met' THEN 'is met' ELSE 'has failed' END),
        c.note), NULL, c.id::text
FROM api.award_conditions AS c
JOIN safer.award AS a ON a.id = c.award
WHERE c.state IN ('met', 'failed')
UNION ALL
SELECT a.project, e.happened_on, e.rank, e.kind, e.text, e.amount_pence, r.id::text
FROM safer.monitoring_return AS r
JOIN safer.award AS a ON a.id = r.award
CROSS JOIN LATERAL (VALUES
    (r.received_on, 7, 'return_received',
        format('The return that is due on %s comes in: %s spent.', r.due_on, safer.pounds(r.spent_pence)), r.spent_pence),
    (r.decided_on, 9, 'return_' || r.state,
        concat_ws(' ', format('The return that is due on %s is %s.', r.due_on, r.state), r.decided_because), NULL))
    AS e (happened_on, rank, kind, text, amount_pence)
WHERE e.happened_on IS NOT NULL
UNION ALL
SELECT a.project, f.received_on, 10, 'refunded',
    format('%s come back%s: %s', safer.pounds(f.amount_pence), CASE f.state WHEN 'reversed' THEN ' (reversed since)' END,
        f.reason), f.amount_pence, f.id::text
FROM safer.grant_refund AS f
JOIN safer.award AS a ON a.id = f.award
UNION ALL
SELECT p.id, p.evaluated_on, 13, 'evaluated', p.evaluation, NULL, NULL
FROM safer.project AS p
WHERE p.evaluated_on IS NOT NULL;
