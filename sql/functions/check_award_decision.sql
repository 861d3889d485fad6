-- The decision that awards or rejects a bid is one of the body that decides in the round, of any where none does, resolved
-- and more than in principle, at a meeting that is not still to come.
CREATE FUNCTION safer.check_award_decision(round safer.grant_round, decision safer.decision)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    met_on date := (
        SELECT (m.starts_at AT TIME ZONE 'Europe/London')::date FROM safer.meeting AS m WHERE m.id = decision.meeting);
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
    ELSIF met_on > safer.today() THEN
        PERFORM safer.refuse('decision-unfit', format('The meeting of %s is still to come.', met_on), '/decision');
    END IF;
END
$$;

ALTER FUNCTION safer.check_award_decision(safer.grant_round, safer.decision) OWNER TO safer_rules;
