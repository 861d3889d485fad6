-- The members of a post that a change empties, as JSON nulls: those it names, and with the fund, or when the employer
-- pays alone from now on, all that belongs to the fund. What is emptied is not set by the same change.
CREATE FUNCTION safer.cleared_of_post(given jsonb, clears jsonb)
RETURNS jsonb
LANGUAGE plpgsql
AS $$
DECLARE
    cleared jsonb := '{}';
    member record;
BEGIN
    FOR member IN
        SELECT c.name, c.place - 1 AS place
        FROM jsonb_array_elements_text(coalesce(clears, '[]')) WITH ORDINALITY AS c (name, place)
        ORDER BY c.place
    LOOP
        IF given ? member.name THEN
            PERFORM safer.refuse('post-term-invalid', format('''%s'' is given and cleared in one change.', member.name),
                '/clears/' || member.place);
        END IF;
        cleared := cleared || jsonb_build_object(member.name, NULL);
    END LOOP;
    IF cleared ? 'fund' OR given ->> 'funding' = 'partner' THEN
        cleared := cleared || jsonb_build_object('fund', NULL, 'agreement', NULL, 'annual_cost_pence', NULL,
            'funded_from', NULL, 'funded_months', NULL);
    END IF;
    RETURN cleared;
END
$$;
