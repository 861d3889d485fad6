-- What a new agreement must satisfy, before any of it is stored: who asks, its fund, its term, whom it follows.
-- The fund's row is held, so that agreements of one fund are made one after the other.
CREATE FUNCTION safer.check_agreement(id text, fund text, starts_on date, ends_on date, succeeds text,
    parties jsonb, formal_report_on date)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    before safer.agreement;
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = caller AND p.kind = 'constituent';
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-a-constituent-partner',
            'Only a constituent partner, for itself and the others, makes an agreement.');
    END IF;
    IF NOT parties ? caller THEN
        PERFORM safer.refuse('not-permitted',
            'Your organisation is not among the parties, so it cannot make this agreement.', '/parties');
    END IF;

    PERFORM FROM safer.fund AS f WHERE f.id = check_agreement.fund FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM safer.refuse('unknown-fund', format('There is no fund ''%s''.', check_agreement.fund), '/fund');
    END IF;
    PERFORM FROM safer.agreement AS a WHERE a.id = check_agreement.id;
    IF FOUND THEN
        PERFORM safer.refuse('agreement-exists',
            format('There is an agreement ''%s'' already.', check_agreement.id), '/id');
    END IF;
    IF ends_on < starts_on THEN
        PERFORM safer.refuse('term-invalid', 'The agreement ends before it starts.', '/ends_on');
    END IF;
    IF starts_on < date '2000-01-01' OR ends_on > date '2100-12-31' THEN
        PERFORM safer.refuse('term-invalid', 'The term has to lie between 2000 and 2100.',
            CASE WHEN starts_on < date '2000-01-01' THEN '/starts_on' ELSE '/ends_on' END);
    END IF;
    IF formal_report_on < starts_on OR formal_report_on > date '2100-12-31' THEN
        PERFORM safer.refuse('term-invalid', 'The formal report falls before the agreement starts, or after 2100.',
            '/formal_report_on');
    END IF;
    IF succeeds IS NULL THEN
        RETURN;
    END IF;

    SELECT *
    INTO before
    FROM safer.agreement AS a
    WHERE a.id = check_agreement.succeeds
        AND a.fund = check_agreement.fund;
    IF before.id IS NULL THEN
        PERFORM safer.refuse('unknown-agreement',
            format('This fund has no agreement ''%s'' to succeed.', check_agreement.succeeds), '/succeeds');
    END IF;
    PERFORM FROM safer.agreement AS a WHERE a.succeeds = before.id;
    IF FOUND THEN
        PERFORM safer.refuse('agreement-already-succeeded',
            format('The agreement ''%s'' has a successor already.', before.id), '/succeeds');
    END IF;
    IF starts_on <= before.starts_on THEN
        PERFORM safer.refuse('term-invalid',
            format('A successor starts after the agreement it succeeds, that is after %s.', before.starts_on),
            '/starts_on');
    END IF;
END
$$;

ALTER FUNCTION safer.check_agreement(text, text, date, date, text, jsonb, date) OWNER TO safer_rules;
