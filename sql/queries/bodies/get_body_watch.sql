-- How often a body has met and had its performance report, against what it must.
SELECT w.watched AS body, w.watched_on AS "on", w.meetings, w.reports, w.next_on,
    w.next_meeting
FROM safer.body_watch(:body::text, :on::date) AS w;
