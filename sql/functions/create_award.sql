-- Awards a bid, for the host of the fund, by a decision that the caller sees (NULL: it sees none), and returns the award's
-- id; NULL when there is no bid to see. tranches is as for safer.divide_award; conditions a list of {text, due_on}; returns
-- one of {due_on}. What a conditional decision asks for is the first condition, unless
-- it is restricted. The lead of the project gets the award, or
-- who bid for it where that is no partner; a project that is only proposed is approved by it. The round is held first, then
-- the bid, the project, and the fund.
CREATE FUNCTION safer.create_award(id uuid, bid_id uuid, amount_pence bigint, decided uuid, tranches jsonb,
    conditions jsonb, returns jsonb, note text, if_match integer)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    round safer.grant_round;
    bid safer.bid;
    decision safer.decision;
    project safer.project;
    purpose text;
BEGIN
    SELECT * INTO bid FROM safer.bid AS b
    WHERE b.id = bid_id
        AND safer.reads_bid(b);
    IF bid.id IS NULL THEN
        RETURN NULL;
    END IF;
    round := safer.kept_round(bid.round, NULL);
    SELECT * INTO bid FROM safer.bid AS b WHERE b.id = bid_id FOR NO KEY UPDATE;
    IF if_match <> bid.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The bid has changed since you read it. Read it again, then decide.');
    ELSIF bid.state <> 'submitted' THEN
        PERFORM safer.refuse('state-conflict', format('The bid is ''%s'', and stays so.', bid.state), NULL,
            jsonb_build_object('state', bid.state, 'allowed', jsonb_build_array()));
    END IF;
    SELECT * INTO decision FROM safer.decision AS d WHERE d.id = decided;
    PERFORM safer.check_award_decision(round, decision);
    IF decision.restricted AND decision.condition IS NOT NULL AND coalesce(conditions, '[]') = '[]' THEN
        PERFORM safer.refuse('decision-unfit', 'It is conditional and not for publication: say in conditions what it asks'
            ' for, as its recipient may read it.', '/decision');
    END IF;
    SELECT * INTO project FROM safer.project AS p WHERE p.id = bid.project FOR NO KEY UPDATE;
    IF project.state IN ('complete', 'withdrawn') THEN
        PERFORM safer.refuse('project-over', format('The project is ''%s''.', project.state));
    END IF;
    PERFORM safer.check_award_left(round, bid, amount_pence);
    purpose := safer.open_project_purpose(round.fund, project.id, project.title, amount_pence);
    INSERT INTO safer.award (id, round, fund, purpose, project, bid, recipient, amount_pence, decision, awarded_on, note)
    SELECT id, round.id, round.fund, purpose, project.id, bid.id, coalesce(project.lead, bid.bidder), amount_pence,
        decision.id,
        (m.starts_at AT TIME ZONE 'Europe/London')::date, note
    FROM safer.meeting AS m
    WHERE m.id = decision.meeting;
    PERFORM safer.divide_award(id, tranches);
    INSERT INTO safer.award_condition (id, award, place, text, due_on)
    SELECT safer.new_uuid(), id, row_number() OVER (ORDER BY i.n), i.text, i.due_on
    FROM (
        SELECT 0, decision.condition, NULL::date
        WHERE decision.condition IS NOT NULL
            AND NOT decision.restricted
        UNION ALL
        SELECT c.n, c.value ->> 'text', (c.value ->> 'due_on')::date
        FROM jsonb_array_elements(conditions) WITH ORDINALITY AS c (value, n)) AS i (n, text, due_on)
    ORDER BY i.n;
    PERFORM safer.ask_for_return(safer.new_uuid(), id, (i.value ->> 'due_on')::date, format('/returns/%s/due_on', i.n - 1))
    FROM jsonb_array_elements(returns) WITH ORDINALITY AS i (value, n)
    ORDER BY i.n;
    IF project.state = 'proposed' THEN
        PERFORM safer.approve_awarded(project.id, decision);
    END IF;
    UPDATE safer.bid AS b SET state = 'awarded', decided_on = safer.today(), decision = decision.id WHERE b.id = bid.id;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_award(uuid, uuid, bigint, uuid, jsonb, jsonb, jsonb, text, integer) OWNER TO safer_rules;
