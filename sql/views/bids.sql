-- Bids, with what they answer.
CREATE VIEW api.bids WITH (security_invoker) AS
SELECT b.id, b.round, b.project, b.bidder, b.amount_pence, b.match_cash_pence, b.match_kind_pence, b.objectives,
    b.starts_on, b.ends_on, b.state, b.decided_because, b.decided_on,
    (SELECT d.id FROM safer.decision AS d WHERE d.id = b.decision) AS decision, b.submitted_on, b.created_at, b.version,
    (SELECT coalesce(json_agg(json_build_object('criterion', a.criterion, 'text', a.text) ORDER BY a.criterion), '[]')
        FROM safer.bid_answer AS a
        WHERE a.bid = b.id) AS answers
FROM safer.bid AS b;
