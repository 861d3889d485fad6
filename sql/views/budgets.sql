-- Published budgets, each with what its lines come to and how that agrees with the total it states.
CREATE VIEW api.budgets WITH (security_invoker) AS
SELECT b.id, b.title, b.owner, b.financial_year, l.lines, l.total_pence AS lines_total_pence, b.stated_total_pence,
    l.total_pence - b.stated_total_pence AS difference_pence, l.total_pence = b.stated_total_pence AS reconciled,
    b.printed_unit, b.source, b.note, b.version
FROM safer.budget AS b
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS lines, coalesce(sum(x.amount_pence), 0)::bigint AS total_pence
    FROM safer.budget_line AS x
    WHERE x.budget = b.id
) AS l;
