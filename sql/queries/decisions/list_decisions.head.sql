-- How many decisions there are, filtered.
SELECT count(*) AS _total
FROM safer.decision AS d
WHERE (:body::text IS NULL OR d.body = :body::text)
    AND (:from::date IS NULL OR d.meeting = ANY (ARRAY(
        SELECT m.id
        FROM safer.meeting AS m
        WHERE m.starts_at >= :from::date::timestamp AT TIME ZONE 'Europe/London')))
    AND (:to::date IS NULL OR d.meeting = ANY (ARRAY(
        SELECT m.id
        FROM safer.meeting AS m
        WHERE m.starts_at < (:to::date + 1)::timestamp AT TIME ZONE 'Europe/London')))
    AND (:stage::text IS NULL OR d.stage = :stage::text);
