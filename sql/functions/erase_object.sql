-- Erases what a record says in words, wherever that stands: in the record, in the details of its events and of others
-- that repeat it, in stored replies, in reports as issued, in search. Where, and how many rows. Numbers, dates and states
-- remain, and the hash chain. For the operator: saferd erase object.
CREATE FUNCTION safer.erase_object(object text)
RETURNS TABLE (place text, erased bigint)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    own constant text[] := ARRAY['apply_retention', 'erase_dhr', 'erase_object', 'erase_subject'];
    -- Others are found by the id they mention; a slug stands in too much.
    mentioned text := CASE WHEN erase_object.object ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        THEN lower(erase_object.object) END;
    said text[] := ARRAY(SELECT DISTINCT t.says FROM safer.texts_of(erase_object.object) AS t);
    events uuid[] := ARRAY(
        SELECT e.id
        FROM safer.audit_event AS e
        WHERE e.operation <> ALL (own)
            -- Who read a review stays: of that is kept what was asked for, which is no text. Of its other events a mention
            -- is enough, as what they say may have been changed since.
            AND (e.marking IS DISTINCT FROM 'dhr' OR safer.dhr_event_says(e.operation, e.before, e.after))
            AND (e.object = erase_object.object
                OR (position(mentioned IN concat_ws(' ', e.before::text, e.after::text)) > 0
                    AND (e.marking = 'dhr' OR safer.says(e.before, said) OR safer.says(e.after, said)))));
    places text[] := ARRAY['idempotency_key', 'audit_event'];
    counts bigint[] := ARRAY[safer.erase_stored_replies(events, mentioned), safer.erase_events(events)];
    changed bigint;
BEGIN
    IF cardinality(said) > 0 THEN
        UPDATE safer.report AS r
        SET summary = safer.erased_json(r.summary, said)
        WHERE safer.says(r.summary, said);
        GET DIAGNOSTICS changed = ROW_COUNT;
        places := places || ARRAY['report.summary'];
        counts := counts || ARRAY[changed];
        UPDATE safer.report_detail AS d
        SET body = safer.erased_json(d.body, said)
        WHERE safer.says(d.body, said);
        GET DIAGNOSTICS changed = ROW_COUNT;
        places := places || ARRAY['report_detail'];
        counts := counts || ARRAY[changed];
    END IF;
    SELECT places || array_agg(t.place), counts || array_agg(t.erased)
    INTO places, counts
    FROM safer.erase_texts(erase_object.object) AS t
    WHERE t.erased > 0;
    PERFORM safer.record_erasure('erase_object', erase_object.object, places, counts);
    RETURN QUERY SELECT u.place, u.erased FROM unnest(places, counts) AS u (place, erased);
END
$$;
