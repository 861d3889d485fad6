-- Makes a post with its first term, and returns its id.
CREATE FUNCTION safer.create_post(id text, employer text, title text, from_on date, to_on date, headcount integer,
    host text, placement text, phase integer, contract text, filled boolean, funding text, fund text, agreement text,
    annual_cost_pence bigint, funded_from date, funded_months integer, note text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    term safer.post_term;
BEGIN
    host := coalesce(host, employer);
    PERFORM FROM safer.partner AS p
    WHERE p.id = nullif(current_setting('safer.partner', true), '') AND p.kind = 'constituent';
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-your-post', 'Only a constituent partner makes a post.');
    END IF;
    PERFORM safer.check_post_names(employer, host, fund);
    IF NOT safer.may_write_post(employer, host, fund) THEN
        PERFORM safer.refuse('not-your-post',
            'A post is made by its employer, by its host, or by the host of the fund that pays it.');
    ELSIF fund IS NOT NULL AND NOT safer.may_pay_post(fund) THEN
        PERFORM safer.refuse('not-your-post', 'Only the host of a fund says that it pays a post.', '/fund');
    END IF;
    PERFORM FROM safer.post AS p WHERE p.id = create_post.id;
    IF FOUND THEN
        PERFORM safer.refuse('post-exists', format('There is a post ''%s'' already.', id), '/id');
    END IF;

    term := ROW(id, from_on, to_on, title, coalesce(headcount, 1), host, coalesce(placement, 'team'), phase, contract,
        filled, coalesce(funding, 'partner'), fund, agreement, annual_cost_pence, funded_from, funded_months, note,
        pg_current_xact_id());
    PERFORM safer.check_post_term(term);
    INSERT INTO safer.post (id, employer) VALUES (id, employer);
    INSERT INTO safer.post_term SELECT term.*;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_post(text, text, text, date, date, integer, text, text, integer, text, boolean, text, text,
    text, bigint, date, integer, text) OWNER TO safer_rules;
