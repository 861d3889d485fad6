-- Refuses what adds to a review that is over: one that was decided not to be made, or whose actions are complete.
CREATE FUNCTION safer.check_dhr_lasts(held safer.dhr)
RETURNS void
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    IF held.stage = 'actions_complete' OR held.decision = 'no_review' THEN
        PERFORM safer.refuse('review-over', CASE
            WHEN held.decision = 'no_review' THEN 'It was decided that there is no review.'
            ELSE 'The actions of the review are complete.' END);
    END IF;
END
$$;
