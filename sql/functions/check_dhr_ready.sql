-- Refuses a stage for which something is missing that it stands for on the day it is reached.
CREATE FUNCTION safer.check_dhr_ready(held safer.dhr, stage text, decision text, reached_on date)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    missing text;
    still_open bigint;
BEGIN
    IF stage = 'chair_appointed' AND NOT EXISTS (
            SELECT
            FROM safer.dhr_chair AS c
            WHERE c.dhr = held.id
                AND reached_on BETWEEN c.from_on AND coalesce(c.to_on, 'infinity')) THEN
        missing := format('It had no chair on %s.', reached_on);
    ELSIF stage = 'panel' AND NOT EXISTS (
            SELECT
            FROM safer.dhr_panel AS p
            WHERE p.dhr = held.id
                AND reached_on BETWEEN p.from_on AND coalesce(p.to_on, 'infinity')) THEN
        missing := format('No agency was on its panel on %s.', reached_on);
    ELSIF stage = 'published' AND NOT EXISTS (SELECT FROM safer.dhr_publication AS p WHERE p.dhr = held.id) THEN
        missing := 'What the public is told of it is not written yet.';
    ELSIF stage = 'actions_complete' OR decision = 'no_review' THEN
        SELECT count(*) INTO still_open
        FROM safer.dhr_action AS a
        JOIN safer.dhr_action_source AS s ON s.action = a.id
        WHERE s.dhr = held.id
            AND a.state <> 'closed';
        missing := CASE still_open WHEN 0 THEN NULL WHEN 1 THEN 'One of its actions is not closed.'
            ELSE format('%s of its actions are not closed.', still_open) END;
    END IF;
    IF missing IS NOT NULL THEN
        PERFORM safer.refuse('stage-not-ready', missing);
    END IF;
END
$$;

ALTER FUNCTION safer.check_dhr_ready(safer.dhr, text, text, date) OWNER TO safer_rules;
