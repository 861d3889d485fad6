-- Appoints the independent chair of a review, by office, from a day on; who chaired it before does so until the day before.
-- From the day of the last appointment it puts that right, and the account that was named then reads no more; from a day
-- before one that is still to come, it takes that back.
-- account is the issuer and subject of the chair's tokens, where it has them. Returns the review's id and what it was; no
-- row when there is none to know of.
CREATE FUNCTION safer.appoint_dhr_chair(dhr_id uuid, office text, from_on date, account jsonb, name_marks jsonb,
    key_id text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    former safer.dhr_chair;
    next_place integer;
    corrects boolean;
BEGIN
    held := safer.held_dhr(dhr_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_dhr_names(held.id, name_marks, key_id);
    object := held.id;
    before := safer.dhr_before(held.id);
    SELECT * INTO former FROM safer.dhr_chair AS c WHERE c.dhr = held.id ORDER BY c.place DESC LIMIT 1;
    IF former.from_on > greatest(from_on, safer.today()) THEN
        DELETE FROM safer.dhr_chair_account AS a WHERE a.dhr = held.id AND a.place = former.place;
        DELETE FROM safer.dhr_chair AS c WHERE c.dhr = held.id AND c.place = former.place;
        UPDATE safer.dhr_chair AS c SET to_on = NULL WHERE c.dhr = held.id AND c.to_on = former.from_on - 1;
        SELECT * INTO former FROM safer.dhr_chair AS c WHERE c.dhr = held.id ORDER BY c.place DESC LIMIT 1;
    END IF;
    IF from_on < held.notified_on THEN
        PERFORM safer.refuse('date-implausible', format('The review was notified on %s.', held.notified_on),
            '/from_on');
    ELSIF from_on <> former.from_on AND from_on <= coalesce(former.to_on, former.from_on) THEN
        PERFORM safer.refuse('date-implausible', format('The chair before was appointed from %s%s.', former.from_on,
            coalesce(' to ' || former.to_on, '')), '/from_on');
    END IF;
    corrects := from_on IS NOT DISTINCT FROM former.from_on;
    next_place := coalesce(former.place, 0) + CASE WHEN corrects THEN 0 ELSE 1 END;
    IF corrects THEN
        DELETE FROM safer.dhr_chair_account AS a WHERE a.dhr = held.id AND a.place = next_place;
        UPDATE safer.dhr_chair AS c SET office = appoint_dhr_chair.office WHERE c.dhr = held.id AND c.place = next_place;
    ELSE
        UPDATE safer.dhr_chair AS c
        SET to_on = from_on - 1
        WHERE c.dhr = held.id
            AND c.to_on IS NULL;
        INSERT INTO safer.dhr_chair (dhr, place, office, from_on)
        VALUES (held.id, next_place, office, from_on);
    END IF;
    IF account IS NOT NULL THEN
        INSERT INTO safer.dhr_chair_account (dhr, place, issuer, subject)
        VALUES (held.id, next_place, account ->> 'issuer', account ->> 'subject');
    END IF;
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.appoint_dhr_chair(uuid, text, date, jsonb, jsonb, text, integer) OWNER TO safer_rules;
