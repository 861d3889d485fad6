-- Whether the caller says that a fund pays a post, and how much and how long: the host of the fund does, for what it pays
-- is the agreement's own commitment.
CREATE FUNCTION safer.may_pay_post(fund text)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM
    FROM safer.fund AS f
    WHERE f.id = may_pay_post.fund
        AND f.host = nullif(current_setting('safer.partner', true), '');
    RETURN FOUND;
END
$$;

ALTER FUNCTION safer.may_pay_post(text) OWNER TO safer_rules;
