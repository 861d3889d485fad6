-- What became of the money a round offers, and how that agrees with the ledger of its fund.
WITH line AS MATERIALIZED (
    SELECT s.award, s.project, p.title, s.recipient, s.state, s.awarded_pence, s.paid_pence, s.due_pence,
        s.withheld_pence, s.released_pence, s.undivided_pence, s.returned_pence
    FROM api.award_sums AS s
    JOIN safer.project AS p ON p.id = s.project
    WHERE s.round = :round::text
), sum AS (
    SELECT coalesce(sum(l.awarded_pence), 0)::bigint AS awarded_pence,
        coalesce(sum(l.paid_pence), 0)::bigint AS paid_pence, coalesce(sum(l.due_pence), 0)::bigint AS due_pence,
        coalesce(sum(l.withheld_pence), 0)::bigint AS withheld_pence,
        coalesce(sum(l.released_pence), 0)::bigint AS released_pence,
        coalesce(sum(l.undivided_pence), 0)::bigint AS undivided_pence,
        coalesce(sum(l.returned_pence), 0)::bigint AS returned_pence,
        coalesce(json_agg(row_to_json(l) ORDER BY l.award), '[]') AS awards
    FROM line AS l
), asked AS (
    SELECT count(*) AS bids, coalesce(sum(b.amount_pence), 0)::bigint AS bid_pence
    FROM safer.bid AS b
    WHERE b.round = :round::text
        AND b.state <> 'withdrawn'
)
SELECT r.id AS round, r.fund, r.amount_pence AS offered_pence, b.bids, b.bid_pence, s.awarded_pence, s.paid_pence,
    s.due_pence, s.withheld_pence, s.released_pence, s.undivided_pence, s.returned_pence,
    c.left_pence, c.available_pence AS fund_available_pence, c.promised_pence AS fund_promised_pence,
    c.spent_pence AS fund_spent_pence, c.otherwise_pence AS spent_otherwise_pence,
    c.spent_pence - (s.paid_pence - s.returned_pence) - c.otherwise_pence AS difference_pence, s.awards
FROM safer.grant_round AS r
CROSS JOIN sum AS s
CROSS JOIN asked AS b
CROSS JOIN safer.round_at_fund(r.id) AS c
WHERE r.id = :round::text;
