-- What of the contributions to funds was given for a review. What is reversed counts nothing.
CREATE VIEW api.dhr_contributions WITH (security_invoker) AS
SELECT c.dhr, c.contribution, x.fund, x.partner, x.received_on, x.amount_pence AS given_pence, c.amount_pence, x.state,
    CASE x.state WHEN 'reversed' THEN 0 ELSE c.amount_pence END AS counted_pence
FROM safer.dhr_contribution AS c
JOIN safer.contribution AS x ON x.id = c.contribution;
