-- What goes back to the partners with an agreement that ends on a day: the functions, the posts its fund pays on that
-- day, and the fund's projects. For rules: it does not ask who reads the fund.
CREATE FUNCTION safer.withdrawal_returns(concerned safer.agreement, day date)
RETURNS json
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN json_build_object(
        'functions', (
            SELECT coalesce(json_agg(json_build_object('phase', f.phase, 'text', f.text) ORDER BY f.place), '[]')
            FROM safer.agreement_function AS f
            WHERE f.agreement = concerned.id),
        'posts', (
            SELECT coalesce(json_agg(json_build_object('post', p.id, 'title', t.title, 'employer', p.employer,
                'funding', t.funding) ORDER BY p.place, p.id), '[]')
            FROM safer.post_term AS t
            JOIN safer.post AS p ON p.id = t.post
            WHERE t.fund = concerned.fund
                AND t.funding = 'joint'
                AND t.from_on <= day
                AND NOT EXISTS (SELECT FROM safer.post_term AS n
                    WHERE n.post = t.post AND n.from_on > t.from_on AND n.from_on <= day)
                AND coalesce(t.to_on, 'infinity') >= day
                AND day >= t.funded_from
                AND day < t.funded_from + make_interval(months => t.funded_months)),
        'projects', (
            SELECT coalesce(json_agg(json_build_object('purpose', u.id, 'name', u.name) ORDER BY u.id), '[]')
            FROM safer.purpose AS u
            WHERE u.fund = concerned.fund
                AND u.kind = 'project'));
END
$$;

ALTER FUNCTION safer.withdrawal_returns(safer.agreement, date) OWNER TO safer_rules;
