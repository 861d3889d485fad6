-- How many follow-ups there are, filtered.
SELECT count(*) AS _total
FROM api.follow_ups AS f
WHERE (:body::text IS NULL OR f.body = :body::text)
    AND (:state::text IS NULL OR f.state = :state::text)
    AND (:partner::text IS NULL OR f.partner = :partner::text)
    AND (NOT coalesce(:overdue::boolean, false) OR f.state = 'open')
    AND (:overdue::boolean IS NULL OR f.overdue = :overdue::boolean);
