-- What a post is to be from a day on must make sense: its dates, who pays it, and for how long.
CREATE FUNCTION safer.check_post_term(term safer.post_term)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    pays safer.agreement;
BEGIN
    IF term.from_on NOT BETWEEN date '2000-01-01' AND date '2100-12-31' THEN
        PERFORM safer.refuse('post-term-invalid', 'The first day has to lie between 2000 and 2100.', '/from_on');
    ELSIF term.to_on < term.from_on THEN
        PERFORM safer.refuse('post-term-invalid',
            format('The last day, %s, lies before the first, %s.', term.to_on, term.from_on), '/to_on');
    ELSIF term.to_on > date '2100-12-31' THEN
        PERFORM safer.refuse('post-term-invalid', 'The last day has to lie before 2101.', '/to_on');
    END IF;

    IF term.fund IS NULL THEN
        IF num_nonnulls(term.annual_cost_pence, term.funded_from, term.funded_months, term.agreement) > 0 THEN
            PERFORM safer.refuse('post-term-invalid',
                'A cost, an agreement and a time of funding are those of a fund: name the fund that pays the post.',
                '/fund');
        END IF;
        RETURN;
    END IF;
    IF term.funding <> 'joint' THEN
        PERFORM safer.refuse('post-term-invalid',
            'A post that a fund pays is jointly funded: say "joint", or leave the fund out.', '/funding');
    ELSIF term.annual_cost_pence IS NULL THEN
        PERFORM safer.refuse('post-term-invalid', 'A post that a fund pays needs its cost a year.',
            '/annual_cost_pence');
    ELSIF term.funded_from IS NULL THEN
        PERFORM safer.refuse('post-term-invalid', 'A post that a fund pays needs the day from which it is paid.',
            '/funded_from');
    ELSIF term.funded_months IS NULL THEN
        PERFORM safer.refuse('post-term-invalid', 'A post that a fund pays needs the number of months it is paid for.',
            '/funded_months');
    ELSIF term.funded_from NOT BETWEEN date '2000-01-01' AND date '2100-12-31' THEN
        PERFORM safer.refuse('post-term-invalid', 'The day from which it is paid has to lie between 2000 and 2100.',
            '/funded_from');
    ELSIF term.agreement IS NULL THEN
        RETURN;
    END IF;

    SELECT *
    INTO pays
    FROM safer.agreement AS a
    WHERE a.id = term.agreement
        AND a.fund = term.fund;
    IF pays.id IS NULL THEN
        PERFORM safer.refuse('unknown-agreement',
            format('The fund ''%s'' has no agreement ''%s''.', term.fund, term.agreement), '/agreement');
    ELSIF term.funded_from > least(pays.ends_on, pays.dissolved_on) THEN
        PERFORM safer.refuse('post-term-invalid',
            format('The agreement ends on %s, before the funding begins.', least(pays.ends_on, pays.dissolved_on)),
            '/funded_from');
    END IF;
END
$$;

ALTER FUNCTION safer.check_post_term(safer.post_term) OWNER TO safer_rules;
