-- Changes a round, for the host of its fund; changes has the names of the columns, and what is not given stays. It
-- offers no less than it has awarded. Returns
-- its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.change_grant_round(round_id text, changes jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.grant_round;
    awarded bigint;
BEGIN
    held := safer.kept_round(round_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.grant_rounds AS x WHERE x.id = held.id);
    held := jsonb_populate_record(held, jsonb_strip_nulls(changes));
    PERFORM safer.check_round(held);
    awarded := safer.round_committed(held.id);
    IF changes ->> 'amount_pence' IS NOT NULL AND held.amount_pence < awarded THEN
        PERFORM safer.refuse('amount-below-awarded', format('Of this round %s are awarded.', safer.pounds(awarded)),
            '/amount_pence');
    END IF;
    UPDATE safer.grant_round AS r
    SET title = held.title, funder = held.funder, body = held.body, amount_pence = held.amount_pence,
        opens_on = held.opens_on, closes_on = held.closes_on, public = held.public, url = held.url,
        source = held.source, note = held.note
    WHERE r.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_grant_round(text, jsonb, integer) OWNER TO safer_rules;
