-- What is to be reported back. To which meeting follows from the meetings there are, whoever asks; it is named to who
-- sees it, and so are its item and the decision that asked for it. A follow-up is overdue once that meeting was held
-- and it is open.
CREATE VIEW api.follow_ups WITH (security_invoker) AS
SELECT f.id, f.meeting, f.body, (SELECT i.id FROM safer.item AS i WHERE i.id = f.item) AS item,
    (SELECT c.id FROM safer.decision AS c WHERE c.id = f.decision) AS decision, f.text, f.due,
    (SELECT m.id FROM safer.meeting AS m WHERE m.id = d.meeting) AS due_meeting, f.partner, f.office, f.restricted,
    f.state, f.state = 'open' AND coalesce(d.held, false) AS overdue,
    (SELECT i.id FROM safer.item AS i WHERE i.id = f.closed_by) AS closed_by, f.closed_because, f.closed_at,
    f.created_at, f.version
FROM safer.follow_up AS f
LEFT JOIN LATERAL safer.follow_up_due(f.meeting, f.due) AS d ON true;
