-- How many meetings there are, filtered.
SELECT count(*) AS _total
FROM safer.meeting AS m
WHERE (:body::text IS NULL OR m.body = :body::text)
    AND (:state::text IS NULL OR m.state = :state::text)
    AND (:from::date IS NULL OR m.starts_at >= :from::date::timestamp AT TIME ZONE 'Europe/London')
    AND (:to::date IS NULL OR m.starts_at < (:to::date + 1)::timestamp AT TIME ZONE 'Europe/London')
    AND (:partner::text IS NULL OR m.body = ANY (ARRAY(
        SELECT b.body
        FROM safer.membership AS b
        WHERE b.partner = :partner::text)));
