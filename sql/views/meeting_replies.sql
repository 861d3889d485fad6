-- Who says that it will come.
CREATE VIEW api.meeting_replies WITH (security_invoker) AS
SELECT r.meeting, r.partner, r.office, r.answer, r.deputy_office, r.replied_at
FROM safer.meeting_reply AS r;
