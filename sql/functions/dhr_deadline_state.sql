-- How something stands that is due on a day: met in time or late, suspended, due or overdue; NULL where nothing is due.
CREATE FUNCTION safer.dhr_deadline_state(due_on date, met_on date, suspended boolean, asked_on date)
RETURNS text
LANGUAGE sql
IMMUTABLE
RETURN CASE
    WHEN due_on IS NULL THEN NULL
    WHEN met_on <= due_on THEN 'met'
    WHEN met_on IS NOT NULL THEN 'met_late'
    WHEN asked_on > due_on THEN 'overdue'
    WHEN suspended THEN 'suspended'
    ELSE 'due' END;
