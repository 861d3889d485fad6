-- What awards ask for, and how each condition stands.
CREATE VIEW api.award_conditions WITH (security_invoker) AS
SELECT c.id, c.award, c.place, c.text, c.due_on,
    CASE WHEN c.met_on IS NOT NULL THEN 'met'
        WHEN c.failed_on IS NOT NULL THEN 'failed'
        WHEN c.due_on < safer.today() THEN 'overdue'
        ELSE 'open' END AS state,
    c.met_on, c.failed_on, c.note
FROM safer.award_condition AS c;
