-- Refuses what may not be issued, and says what a report tells beside what is found.
SELECT t.priorities AS _priorities, t.progress AS _progress, safer.report_partners(t.priorities, q.last) AS _partners,
    safer.report_partners(t.progress, q.last) AS _partners_of_progress, safer.report_annotations(q.last) AS _annotations,
    c.*
FROM (
    SELECT safer.period_text(e.first, 'quarter', 'financial') AS quarter, e.first, e.last
    FROM (
        SELECT safer.period_edge(:quarter::text, 'quarter', false) AS first,
            safer.period_edge(:quarter::text, 'quarter', true) AS last
    ) AS e
) AS q
CROSS JOIN LATERAL safer.check_report(q.quarter, q.last, :corrects::integer) AS c (_checked)
CROSS JOIN LATERAL (
    SELECT safer.report_priorities(q.quarter, q.first, q.last, true) AS priorities,
        safer.report_priorities(q.quarter, q.first, q.last, false) AS progress
    OFFSET 0
) AS t;
