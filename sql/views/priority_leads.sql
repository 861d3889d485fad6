-- Who leads a priority, and when: until_on is the day before the next lead, or the lead's last.
CREATE VIEW api.priority_leads WITH (security_invoker) AS
SELECT l.priority, l.from_on,
    least(l.to_on, (
        SELECT min(n.from_on) - 1
        FROM safer.priority_lead AS n
        WHERE n.priority = l.priority
            AND n.from_on > l.from_on)) AS until_on,
    l.office, l.partner, l.source, l.note
FROM safer.priority_lead AS l;
