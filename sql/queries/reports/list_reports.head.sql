-- How many reports were issued, of a quarter.
SELECT count(*) AS _total
FROM api.reports AS r
WHERE :quarter::text IS NULL
    OR r.quarter = safer.period_text(safer.period_edge(:quarter::text, 'quarter', false), 'quarter', 'financial');
