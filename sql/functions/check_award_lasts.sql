-- Refuses what is only done to an award that is neither settled nor withdrawn.
CREATE FUNCTION safer.check_award_lasts(award safer.award)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    IF award.state <> 'active' THEN
        PERFORM safer.refuse('state-conflict', format('The award is ''%s'', and stays so.', award.state), NULL,
            jsonb_build_object('state', award.state, 'allowed', jsonb_build_array()));
    END IF;
END
$$;
