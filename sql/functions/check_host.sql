-- Refuses whoever may not spend from a fund: only its host does. A fund the caller may not know of is refused as one
-- that does not exist.
CREATE FUNCTION safer.check_host(fund text, pointer text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    host text;
BEGIN
    IF caller IS NULL THEN
        PERFORM safer.refuse('not-permitted', 'Your token names no partner, so there is nobody to act for.');
    END IF;
    SELECT f.host INTO host FROM safer.fund AS f WHERE f.id = check_host.fund;
    IF host = caller THEN
        RETURN;
    END IF;
    IF host IS NULL OR check_host.fund <> ALL (safer.funds_in_view()) THEN
        PERFORM safer.refuse('unknown-fund', format('There is no fund ''%s''.', check_host.fund), pointer);
    END IF;
    PERFORM safer.refuse('not-the-host',
        format('Only the host of the fund ''%s'' spends from it, passes on its money and closes its years.',
            check_host.fund));
END
$$;

ALTER FUNCTION safer.check_host(text, text) OWNER TO safer_rules;
