-- The clock of a review at the end of a day: today, or another.
SELECT d.id AS dhr, coalesce(:on::date, safer.today()) AS asked_on, d.rule, r.decision_months, r.completion_months,
    r.completed_by, d.notified_on, c.stage, c.stage_on, c.days_in_stage, c.suspended, c.suspended_days,
    c.decision_due_on,
    c.decision_due_on - (d.notified_on + make_interval(months => r.decision_months))::date AS decision_moved_days,
    c.decided_on, c.decision_state, c.completion_due_on,
    c.completion_due_on - (c.decided_on + make_interval(months => r.completion_months))::date AS completion_moved_days,
    c.completed_on, c.completion_state,
    (SELECT coalesce(json_agg(json_build_object('from_on', b.reached_on, 'to_on', b.resumed_on,
            'days', coalesce(b.resumed_on, :on::date, safer.today()) - b.reached_on, 'suspended_for', b.suspended_for)
            ORDER BY b.step), '[]')
        FROM (
            SELECT s.step, s.stage, s.reached_on, s.suspended_for,
                lead(s.reached_on) OVER (ORDER BY s.step) AS resumed_on
            FROM safer.dhr_stage AS s
            WHERE s.dhr = d.id
                AND s.stage IN ('suspended', 'resumed')
                AND s.reached_on <= coalesce(:on::date, safer.today())) AS b
        WHERE b.stage = 'suspended') AS suspensions,
    true AS _restricted
FROM safer.dhr AS d
JOIN safer.dhr_clock_rule AS r ON r.id = d.rule
CROSS JOIN LATERAL safer.dhr_clock(d.id, coalesce(:on::date, safer.today())) AS c
WHERE d.id = :dhr::uuid;
