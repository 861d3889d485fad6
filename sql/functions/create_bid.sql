-- Bids in a round that is open, for a project the caller leads or keeps, and returns the bid's id; NULL when there is
-- no such round. What looks like it is shown, and refuses nothing.
CREATE FUNCTION safer.create_bid(id uuid, round_id text, fields jsonb, answers jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    round safer.grant_round;
    project safer.project;
    made safer.bid;
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-permitted', 'The token stands for no partner.');
    END IF;
    SELECT * INTO round FROM safer.grant_round AS r WHERE r.id = round_id FOR SHARE;
    IF round.id IS NULL THEN
        RETURN NULL;
    ELSIF (safer.today() BETWEEN round.opens_on AND round.closes_on) IS NOT TRUE THEN
        PERFORM safer.refuse('round-not-open', CASE
            WHEN round.opens_on IS NULL THEN 'The round is over.'
            ELSE format('The round takes bids from %s to %s: today is %s.', round.opens_on, round.closes_on,
                safer.today()) END);
    END IF;
    made := jsonb_populate_record(NULL::safer.bid,
        '{"match_cash_pence": 0, "match_kind_pence": 0}' || jsonb_strip_nulls(fields));
    SELECT * INTO project FROM safer.project AS p WHERE p.id = made.project FOR NO KEY UPDATE;
    IF project.id IS NULL THEN
        PERFORM safer.refuse('unknown-project', format('There is no project ''%s''.', made.project), '/project');
    ELSIF project.lead IS DISTINCT FROM caller AND NOT safer.is_constituent_partner() THEN
        PERFORM safer.refuse('not-your-project', 'Your organisation bids for projects that it leads.', '/project');
    ELSIF project.state IN ('complete', 'withdrawn') THEN
        PERFORM safer.refuse('project-over', format('The project is ''%s''.', project.state), '/project');
    ELSIF made.amount_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'A bid is for more than nothing: one penny at the least.',
            '/amount_pence');
    ELSIF EXISTS (
            SELECT
            FROM safer.bid AS b
            WHERE b.round = round.id
                AND b.project = project.id
                AND b.state = 'submitted') THEN
        PERFORM safer.refuse('bid-exists', 'There is a bid for this project in this round.', '/project');
    ELSIF EXISTS (
            SELECT
            FROM safer.award AS a
            WHERE a.round = round.id
                AND a.project = project.id
                AND a.state <> 'withdrawn') THEN
        PERFORM safer.refuse('bid-exists', 'This round has awarded money to the project.', '/project');
    END IF;
    PERFORM safer.check_answers(round.id, answers);
    INSERT INTO safer.bid (id, round, project, bidder, amount_pence, match_cash_pence, match_kind_pence, objectives,
        starts_on, ends_on, submitted_on)
    VALUES (id, round.id, project.id, caller, made.amount_pence, made.match_cash_pence, made.match_kind_pence,
        made.objectives, made.starts_on, made.ends_on, safer.today());
    INSERT INTO safer.bid_answer (bid, round, project, criterion, text)
    SELECT id, round.id, project.id, i.value ->> 'criterion', i.value ->> 'text'
    FROM jsonb_array_elements(answers) AS i (value);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_bid(uuid, text, jsonb, jsonb) OWNER TO safer_rules;
