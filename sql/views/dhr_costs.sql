-- What of the spending of funds a review cost. What is reversed counts nothing.
CREATE VIEW api.dhr_costs WITH (security_invoker) AS
SELECT c.dhr, c.expenditure, x.fund, x.purpose, x.incurred_on, x.amount_pence AS spent_pence, c.amount_pence, x.state,
    CASE x.state WHEN 'posted' THEN c.amount_pence ELSE 0 END AS counted_pence
FROM safer.dhr_cost AS c
JOIN safer.expenditure AS x ON x.id = c.expenditure;
