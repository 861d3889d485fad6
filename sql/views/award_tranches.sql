-- The parts awards are paid in, and how each stands. Spending is named to who sees it.
CREATE VIEW api.award_tranches WITH (security_invoker) AS
SELECT t.id, t.award, t.place, t.amount_pence, t.due_on,
    CASE WHEN t.expenditure IS NOT NULL THEN 'paid'
        WHEN a.state <> 'active' THEN 'released'
        WHEN w.because <> '[]' THEN 'withheld'
        ELSE 'due' END AS state,
    CASE WHEN t.expenditure IS NULL THEN (
            SELECT string_agg(b.value ->> 'detail', ' ' ORDER BY b.n)
            FROM jsonb_array_elements(w.because) WITH ORDINALITY AS b (value, n)) END AS withheld_because,
    safer.tranche_paid_on(t.expenditure) AS paid_on,
    (SELECT x.id FROM safer.expenditure AS x WHERE x.id = t.expenditure) AS expenditure
FROM safer.tranche AS t
JOIN safer.award AS a ON a.id = t.award
CROSS JOIN LATERAL safer.withheld_because(t.award) AS w (because);
