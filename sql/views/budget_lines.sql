-- The lines of published budgets, in pence and as printed.
CREATE VIEW api.budget_lines WITH (security_invoker) AS
SELECT l.id, l.budget, l.line, l.name, l.amount_pence, l.printed_amount, b.printed_unit
FROM safer.budget_line AS l
JOIN safer.budget AS b ON b.id = l.budget;
