-- Makes a fund that the caller hosts, with the contributors it names itself, and returns its id. By a constituent
-- partner; those an agreement brings need not be named.
CREATE FUNCTION safer.create_fund(id text, name text, rolls_forward boolean, note text, contributors jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    item record;
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = caller AND p.kind = 'constituent';
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-a-constituent-partner', 'Only a constituent partner makes a fund, and hosts it.');
    END IF;
    PERFORM FROM safer.fund AS f WHERE f.id = create_fund.id;
    IF FOUND THEN
        PERFORM safer.refuse('fund-exists', format('There is a fund ''%s'' already.', id), '/id');
    END IF;
    INSERT INTO safer.fund (id, name, host, rolls_forward, note)
    VALUES (id, name, caller, coalesce(rolls_forward, true), note);
    FOR item IN
        SELECT c.value ->> 'partner' AS partner, (c.value ->> 'from_on')::date AS from_on,
            (c.value ->> 'to_on')::date AS to_on, (c.value ->> 'amount_pence')::bigint AS amount_pence,
            '/contributors/' || c.place - 1 AS pointer,
            EXISTS (SELECT FROM safer.partner AS p WHERE p.id = c.value ->> 'partner') AS known,
            row_number() OVER (PARTITION BY c.value ->> 'partner' ORDER BY c.place) > 1 AS repeated
        FROM jsonb_array_elements(contributors) WITH ORDINALITY AS c (value, place)
        ORDER BY c.place
    LOOP
        IF NOT item.known THEN
            PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', item.partner),
                item.pointer || '/partner');
        ELSIF item.repeated THEN
            PERFORM safer.refuse('duplicate-member', format('''%s'' is named twice.', item.partner),
                item.pointer || '/partner');
        ELSIF item.to_on < item.from_on THEN
            PERFORM safer.refuse('term-invalid', 'It would stop contributing before it begins.',
                item.pointer || '/to_on');
        ELSIF item.amount_pence <= 0 THEN
            PERFORM safer.refuse('amount-not-positive', 'What is expected of a contributor is more than nothing.',
                item.pointer || '/amount_pence');
        END IF;
        INSERT INTO safer.fund_contributor (fund, partner, from_on, to_on, amount_pence)
        VALUES (id, item.partner, item.from_on, item.to_on, item.amount_pence);
    END LOOP;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_fund(text, text, boolean, text, jsonb) OWNER TO safer_rules;
