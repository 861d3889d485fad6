-- The decision that awards or rejects a bid is one of the body that decides in the round, resolved and more than in
-- principle.
CREATE FUNCTION safer.check_award_decision(round safer.grant_round, decision safer.decision)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF decision.id IS NULL THEN
        PERFORM safer.refuse('unknown-decision', 'There is no such decision for you to see.', '/decision');
    ELSIF decision.body <> round.body THEN
        PERFORM safer.refuse('decision-unfit', format('The decision is one of ''%s'', and ''%s'' decides in this round.',
            decision.body, round.body), '/decision');
    ELSIF decision.kind <> 'resolved' THEN
        PERFORM safer.refuse('decision-unfit', 'It was recommended, and not resolved.', '/decision');
    ELSIF decision.stage = 'in_principle' THEN
        PERFORM safer.refuse('decision-unfit', 'It was decided in principle only.', '/decision');
    END IF;
END
$$;

ALTER FUNCTION safer.check_award_decision(safer.grant_round, safer.decision) OWNER TO safer_rules;
