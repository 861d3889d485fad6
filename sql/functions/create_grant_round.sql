-- Announces a round, for the host of the fund, and returns its id. fields has the names of the columns.
CREATE FUNCTION safer.create_grant_round(fields jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    made safer.grant_round := jsonb_populate_record(NULL::safer.grant_round, fields);
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = nullif(current_setting('safer.partner', true), '');
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-permitted', 'The token stands for no partner.');
    END IF;
    PERFORM safer.check_host(made.fund, '/fund');
    PERFORM FROM safer.grant_round AS r WHERE r.id = made.id;
    IF FOUND THEN
        PERFORM safer.refuse('id-taken', format('There is a round ''%s'' already.', made.id), '/id');
    END IF;
    PERFORM safer.check_round(made);
    INSERT INTO safer.grant_round (id, title, fund, funder, body, amount_pence, opens_on, closes_on, public, url, source,
        note)
    VALUES (made.id, made.title, made.fund, made.funder, made.body, made.amount_pence, made.opens_on, made.closes_on,
        coalesce(made.public, false), made.url, made.source, made.note);
    RETURN made.id;
END
$$;

ALTER FUNCTION safer.create_grant_round(jsonb) OWNER TO safer_rules;
