-- The day on which an agreement is dissolved, as far as notice of it had been given on a date; NULL when none had, and to who does
-- not see the agreement.
CREATE FUNCTION safer.dissolution_known(agreement text, on_date date)
RETURNS date
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM
    FROM safer.agreement AS a
    WHERE a.id = dissolution_known.agreement
        AND (a.public OR nullif(current_setting('safer.partner', true), '') IS NOT NULL);
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM safer.withdrawal AS w
        WHERE w.agreement = dissolution_known.agreement AND w.dissolves_on IS NOT NULL) THEN
        RETURN (SELECT a.dissolved_on FROM safer.agreement AS a WHERE a.id = dissolution_known.agreement);
    END IF;
    RETURN (
        SELECT min(w.dissolves_on)
        FROM safer.withdrawal AS w
        WHERE w.agreement = dissolution_known.agreement
            AND greatest(w.resolution_on, w.chair_notified_on) <= on_date);
END
$$;

ALTER FUNCTION safer.dissolution_known(text, date) OWNER TO safer_rules;
