-- Trigger: a post that a fund pays is a purpose of the fund's spending, under the post's own id. Where that is another
-- purpose's already, the fund cannot pay it: its cost could not be told from the other's.
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
        PERFORM FROM safer.purpose AS u WHERE u.fund = NEW.fund AND u.id = NEW.post AND u.post = NEW.post;
        IF NOT FOUND THEN
            PERFORM safer.refuse('purpose-exists',
                format('The fund has a purpose ''%s'' already, which is no post.', NEW.post), '/fund');
        END IF;
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.open_post_purpose() OWNER TO safer_rules;

CREATE TRIGGER post_term_purpose
AFTER INSERT OR UPDATE ON safer.post_term
FOR EACH ROW EXECUTE FUNCTION safer.open_post_purpose();
