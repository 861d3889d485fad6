-- A meeting with its quorum, its notice, and how much of it is not for the reader.
CREATE VIEW api.meetings_whole WITH (security_invoker) AS
SELECT m.*,
    (SELECT count(*) FROM safer.item AS i WHERE i.meeting = m.id) AS item_count,
    safer.withheld(m.id) AS withheld,
    safer.quorum_shown(m.id) AS quorum,
    safer.notice_of(b.notice_days, m.agenda_on, (m.starts_at AT TIME ZONE 'Europe/London')::date) AS notice
FROM api.meetings AS m
JOIN safer.body AS b ON b.id = m.body;
