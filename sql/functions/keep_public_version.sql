-- Trigger: what the public reads of a review is counted from its publication on, so that it does not tell how often a
-- draft of it was changed.
CREATE FUNCTION safer.keep_public_version()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.public_version := OLD.public_version + (OLD.published_on IS NOT NULL)::integer;
    RETURN NEW;
END
$$;

CREATE TRIGGER dhr_publication_keep_public_version
BEFORE UPDATE ON safer.dhr_publication
FOR EACH ROW EXECUTE FUNCTION safer.keep_public_version();
