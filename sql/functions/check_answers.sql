-- A bid answers each criterion of its round once, and all that are required.
CREATE FUNCTION safer.check_answers(round_id text, answers jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT i.value ->> 'criterion' AS criterion, format('/answers/%s/criterion', i.n - 1) AS pointer,
            row_number() OVER (PARTITION BY i.value ->> 'criterion' ORDER BY i.n) > 1 AS repeated
        FROM jsonb_array_elements(answers) WITH ORDINALITY AS i (value, n)
        ORDER BY i.n
    LOOP
        IF item.repeated THEN
            PERFORM safer.refuse('duplicate-member', format('''%s'' is named twice.', item.criterion), item.pointer);
        ELSIF NOT EXISTS (SELECT FROM safer.criterion AS c WHERE c.round = round_id AND c.id = item.criterion) THEN
            PERFORM safer.refuse('unknown-criterion', format('The round has no criterion ''%s''.', item.criterion),
                item.pointer);
        END IF;
    END LOOP;
    SELECT c.id
    INTO item
    FROM safer.criterion AS c
    WHERE c.round = round_id
        AND c.required
        AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(answers) AS a (value) WHERE a.value ->> 'criterion' = c.id)
    ORDER BY c.place
    LIMIT 1;
    IF FOUND THEN
        PERFORM safer.refuse('criterion-unanswered', format('The criterion ''%s'' is to be answered.', item.id),
            '/answers');
    END IF;
END
$$;

ALTER FUNCTION safer.check_answers(text, jsonb) OWNER TO safer_rules;
