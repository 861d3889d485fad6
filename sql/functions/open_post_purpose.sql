-- Trigger: a post that a fund pays is a purpose of the fund's spending, under the post's own id.
CREATE FUNCTION safer.open_post_purpose()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.fund IS NOT NULL THEN
        INSERT INTO safer.purpose (fund, id, name, kind, post)
        VALUES (NEW.fund, NEW.post, NEW.title, 'post', NEW.post)
        ON CONFLICT (fund, id) DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.open_post_purpose() OWNER TO safer_rules;

CREATE TRIGGER post_term_purpose
AFTER INSERT OR UPDATE ON safer.post_term
FOR EACH ROW EXECUTE FUNCTION safer.open_post_purpose();
