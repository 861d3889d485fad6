-- Trigger: a meeting says when it was changed last, as its event in a calendar must.
CREATE FUNCTION safer.keep_changed_at()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.changed_at := now();
    RETURN NEW;
END
$$;

CREATE TRIGGER meeting_keep_changed_at
BEFORE UPDATE ON safer.meeting
FOR EACH ROW EXECUTE FUNCTION safer.keep_changed_at();
