-- Which quarter is asked about.
SELECT :quarter::text AS quarter, safer.period_edge(:quarter::text, 'quarter', false) AS "from",
    safer.period_edge(:quarter::text, 'quarter', true) AS "to";
