-- What is left in a fund on a day, and each contributor's portion of it; where there is none, its bank and what is on its
-- way there say what is left.
SELECT :fund::text AS fund, coalesce(:on::date, safer.today()) AS "on",
    'In proportion to what each has paid in, or equally where nobody has paid anything, to the penny; the pennies left '
    'over go one each to the largest fractions.'
        AS rule,
    coalesce(sum(s.paid_in_pence), 0)::bigint AS paid_in_pence,
    coalesce(sum(s.amount_pence), (SELECT sum(b.debit_pence - b.credit_pence)
        FROM safer.fund_balances(:fund::text, :on::date, NULL) AS b
        WHERE b.kind IN ('bank', 'in-transit')), 0)::bigint AS remaining_pence,
    coalesce(json_agg(json_build_object('partner', s.partner, 'name', s.name, 'paid_in_pence', s.paid_in_pence,
        'amount_pence', s.amount_pence) ORDER BY s.partner), '[]') AS shares
FROM safer.fund_shares(:fund::text, :on::date) AS s;
