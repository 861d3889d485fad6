-- Stores the minimum by financial year of a new agreement: years within its term, each covered by no other
-- agreement of the fund (what lapsed with a dissolution covers nothing), and due within the year (1 April, or the agreement's first day if later, when not said).
CREATE FUNCTION safer.add_agreement_minimums(agreement text, minimums jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    made safer.agreement;
    item record;
    first_day date;
    due date;
    pointer text;
BEGIN
    SELECT * INTO made FROM safer.agreement AS a WHERE a.id = add_agreement_minimums.agreement;
    FOR item IN
        SELECT m.value ->> 'financial_year' AS financial_year, (m.value ->> 'amount_pence')::bigint AS amount_pence,
            (m.value ->> 'due_on')::date AS due_on, m.place - 1 AS place
        FROM jsonb_array_elements(minimums) WITH ORDINALITY AS m (value, place)
        ORDER BY m.place
    LOOP
        pointer := '/minimums/' || item.place;
        first_day := safer.financial_year_start(item.financial_year);
        due := coalesce(item.due_on, greatest(first_day, made.starts_on));
        IF EXISTS (SELECT FROM safer.agreement_minimum AS m
            WHERE m.agreement = made.id AND m.financial_year = item.financial_year) THEN
            PERFORM safer.refuse('duplicate-member', format('%s is named twice.', item.financial_year),
                pointer || '/financial_year');
        ELSIF made.starts_on >= first_day + interval '1 year' OR made.ends_on < first_day THEN
            PERFORM safer.refuse('year-outside-term', format('%s lies outside the agreement''s term, %s to %s.',
                item.financial_year, made.starts_on, made.ends_on), pointer || '/financial_year');
        ELSIF due < first_day OR due >= first_day + interval '1 year' THEN
            PERFORM safer.refuse('date-outside-year', format('%s does not lie in %s, which runs from %s to %s.',
                due, item.financial_year, first_day, (first_day + interval '1 year' - interval '1 day')::date),
                pointer || '/due_on');
        ELSIF EXISTS (SELECT FROM safer.agreement_minimum AS m
            WHERE m.fund = made.fund AND m.financial_year = item.financial_year AND m.lapsed_on IS NULL) THEN
            PERFORM safer.refuse('year-already-covered', format('Another agreement of this fund covers %s already.',
                item.financial_year), pointer || '/financial_year');
        ELSIF item.amount_pence <= 0 THEN
            PERFORM safer.refuse('amount-not-positive', 'A minimum is more than nothing: one penny at the least.',
                pointer || '/amount_pence');
        END IF;
        INSERT INTO safer.agreement_minimum (agreement, fund, financial_year, amount_pence, due_on)
        VALUES (made.id, made.fund, item.financial_year, item.amount_pence, due);
    END LOOP;
END
$$;

ALTER FUNCTION safer.add_agreement_minimums(text, jsonb) OWNER TO safer_rules;
