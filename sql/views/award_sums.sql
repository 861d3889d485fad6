-- What became of each award, in pence: what was awarded is paid, due, withheld, released or, where it was published
-- without saying how it is paid, undivided.
CREATE VIEW api.award_sums WITH (security_invoker) AS
SELECT a.id AS award, a.round, a.fund, a.purpose, a.project, a.recipient, a.state, a.amount_pence AS awarded_pence,
    a.paid_pence,
    CASE WHEN a.state = 'active' AND w.because = '[]' THEN u.unpaid_pence ELSE 0 END AS due_pence,
    CASE WHEN a.state = 'active' AND w.because <> '[]' THEN u.unpaid_pence ELSE 0 END AS withheld_pence,
    a.amount_pence - safer.award_kept(a) AS released_pence,
    CASE WHEN a.state <> 'withdrawn' THEN a.amount_pence - a.paid_pence - u.unpaid_pence ELSE 0 END AS undivided_pence,
    a.returned_pence
FROM safer.award AS a
CROSS JOIN LATERAL (
    SELECT coalesce(sum(t.amount_pence) FILTER (WHERE t.expenditure IS NULL), 0)::bigint
    FROM safer.tranche AS t
    WHERE t.award = a.id) AS u (unpaid_pence)
CROSS JOIN LATERAL safer.withheld_because(a.id) AS w (because);
