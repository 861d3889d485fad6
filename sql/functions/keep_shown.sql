-- Trigger: notes which transaction changed who sees what of an indicator's observations, and whether everybody ever
-- could.
CREATE FUNCTION safer.keep_shown()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    published boolean := NEW.public AND NEW.state <> 'proposed';
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.was_public := published;
    ELSE
        NEW.was_public := OLD.was_public OR published;
        IF (published, NEW.source, NEW.suppress_below)
                IS DISTINCT FROM (OLD.published, OLD.source, OLD.suppress_below) THEN
            NEW.shown_by := pg_current_xact_id();
        END IF;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER indicator_shown
BEFORE INSERT OR UPDATE ON safer.indicator
FOR EACH ROW EXECUTE FUNCTION safer.keep_shown();
