-- How many projects there are, filtered.
SELECT count(*) AS _total
FROM safer.project AS p
WHERE (:state::text IS NULL OR p.state = :state::text)
    AND (:lead::text IS NULL OR p.lead = :lead::text)
    AND (:priority::text IS NULL OR p.id = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_priority AS x
        WHERE x.priority = :priority::text)))
    AND (:theme::text IS NULL OR p.id = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_theme AS x
        WHERE x.theme = :theme::text)))
    AND (:action::uuid IS NULL OR p.id = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_action AS x
        WHERE x.action = :action::uuid)));
