-- What is told of a quarter's report before what was found, and the report where it was issued.
SELECT q.report, q.quarter, q.first AS "from", q.last AS "to", q.number,
    CASE WHEN q.report IS NULL THEN 'draft' ELSE 'issued' END AS state, r.issued_at,
    (r.issued_at AT TIME ZONE 'Europe/London')::date AS issued_on, r.partner AS issued_by, r.note,
    'quarterly' AS _which, (SELECT d.body FROM safer.report_detail AS d WHERE d.report = q.report)::text AS _kept,
    t.told AS _priorities, CASE WHEN q.report IS NULL THEN safer.report_partners(t.told, q.last) END AS _partners,
    CASE WHEN q.report IS NULL THEN safer.report_annotations(q.last) END AS _annotations
FROM safer.report_quarter(:quarter::text, :number::integer, :draft::boolean) AS q
LEFT JOIN safer.report AS r ON r.id = q.report
CROSS JOIN LATERAL (
    SELECT CASE WHEN q.report IS NULL THEN safer.report_priorities(q.quarter, q.first, q.last, true) END AS told
    OFFSET 0
) AS t
WHERE (SELECT safer.is_partner())
    AND (SELECT safer.reads_every_series());
