-- Each contributor's portion of what is left in a fund on a day.
SELECT s.partner, s.name, s.paid_in_pence, s.amount_pence
FROM safer.fund_shares(:fund::text, :on::date) AS s
ORDER BY s.partner;
