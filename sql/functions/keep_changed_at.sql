-- Trigger: a row says when it was changed last: a meeting's event in a calendar must, and a grant in open data.
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

CREATE TRIGGER award_keep_changed_at
BEFORE UPDATE ON safer.award
FOR EACH ROW EXECUTE FUNCTION safer.keep_changed_at();
