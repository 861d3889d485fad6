-- Says what a post is from a day on. What changes has the names of the columns; what is named in clears is emptied;
-- all else stays as it was on that day. A term that begins on that day is corrected. Returns the post's id and what it
-- was on that day; no row when the caller sees no such post.
CREATE FUNCTION safer.change_post(post text, from_on date, changes jsonb, clears jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    given jsonb := jsonb_strip_nulls(changes);
    held safer.post;
    term safer.post_term;
    was safer.post_term;
    next_on date;
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = nullif(current_setting('safer.partner', true), '');
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO held FROM safer.post AS p WHERE p.id = change_post.post FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    -- The term that holds on the day; before the first one, that.
    SELECT *
    INTO term
    FROM safer.post_term AS t
    WHERE t.post = held.id
    ORDER BY t.from_on <= change_post.from_on DESC,
        CASE WHEN t.from_on <= change_post.from_on THEN t.from_on END DESC, t.from_on
    LIMIT 1;
    IF NOT safer.may_write_post(held.employer, term.host, term.fund)
            AND NOT (term.funding = 'joint' AND term.fund IS NULL AND safer.may_pay_post(given ->> 'fund')
                AND coalesce(clears, '[]') = '[]'
                AND given - '{funding,fund,agreement,annual_cost_pence,funded_from,funded_months}'::text[] = '{}') THEN
        PERFORM safer.refuse('not-your-post',
            'A post is changed by its employer, by its host, or by the host of the fund that pays it.');
    END IF;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The post has changed since you read it. Read it again, then decide.');
    END IF;
    IF term.from_on > change_post.from_on THEN
        PERFORM safer.refuse('post-term-invalid', format('The post begins on %s: nothing of it changes before.',
            term.from_on), '/from_on');
    ELSIF term.to_on < change_post.from_on THEN
        PERFORM safer.refuse('post-term-invalid', format('The post ended on %s: nothing of it changes after.',
            term.to_on), '/from_on');
    END IF;
    SELECT min(t.from_on)
    INTO next_on
    FROM safer.post_term AS t
    WHERE t.post = held.id
        AND t.from_on > change_post.from_on;
    IF given ? 'to_on' AND next_on IS NOT NULL THEN
        PERFORM safer.refuse('post-term-invalid',
            format('The post is changed again from %s on: set its last day from that day on.', next_on), '/to_on');
    END IF;

    before := (SELECT row_to_json(p) FROM api.posts AS p WHERE p.id = held.id AND p.from_on = term.from_on);
    was := term;
    term := jsonb_populate_record(term, safer.cleared_of_post(given, clears) || given
        || jsonb_build_object('from_on', change_post.from_on, 'written_by', pg_current_xact_id()));
    PERFORM safer.check_post_names(held.employer, term.host, term.fund);
    PERFORM safer.check_post_term(term);
    IF (term.fund, term.agreement, term.annual_cost_pence, term.funded_from, term.funded_months)
                IS DISTINCT FROM (was.fund, was.agreement, was.annual_cost_pence, was.funded_from, was.funded_months)
            AND NOT ((term.fund IS NULL OR safer.may_pay_post(term.fund))
                AND (was.fund IS NULL OR safer.may_pay_post(was.fund))) THEN
        PERFORM safer.refuse('not-your-post', 'Only the host of a fund says that it pays a post, how much and how long.',
            '/fund');
    END IF;
    INSERT INTO safer.post_term
    SELECT term.*
    ON CONFLICT (post, from_on) DO UPDATE
    SET to_on = excluded.to_on, title = excluded.title, headcount = excluded.headcount, host = excluded.host,
        placement = excluded.placement, phase = excluded.phase, contract = excluded.contract,
        filled = excluded.filled, funding = excluded.funding, fund = excluded.fund,
        agreement = excluded.agreement, annual_cost_pence = excluded.annual_cost_pence,
        funded_from = excluded.funded_from, funded_months = excluded.funded_months, note = excluded.note,
        written_by = excluded.written_by;
    UPDATE safer.post AS p SET written_by = pg_current_xact_id() WHERE p.id = held.id;

    object := held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_post(text, date, jsonb, jsonb, integer) OWNER TO safer_rules;
