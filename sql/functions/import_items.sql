-- Brings the items of a meeting up to date with an agenda that was read, in its order, and the papers to them; what
-- cannot be done is a fault of its row. An item keeps its place as long as that is behind the one before it.
CREATE FUNCTION safer.import_items(meeting_id uuid, external_system text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    sent record;
    made record;
    behind integer := 0;
    place integer;
    slug text;
    sentence text;
    detail text;
BEGIN
    -- References may change hands between items.
    SET CONSTRAINTS safer.item_ref_once DEFERRED;
    FOR sent IN SELECT * FROM pg_temp.agenda_item AS a ORDER BY a.item LOOP
        SELECT i.place INTO place FROM safer.item AS i WHERE i.id = sent.known;
        IF sent.known IS NULL THEN
            SELECT min(i.place) INTO place FROM safer.item AS i WHERE i.meeting = meeting_id AND i.place > behind;
            place := behind + greatest(1, least(10, (coalesce(place, behind + 20) - behind) / 2));
        END IF;
        behind := least(greatest(place, behind + 1), 9999);
        BEGIN
            SELECT *
            INTO made
            FROM safer.import_item(meeting_id, sent.known, sent.said || jsonb_build_object('place', behind)
                || CASE WHEN sent.said ? 'external_id' THEN jsonb_build_object('external_system', external_system)
                    ELSE '{}' END);
            INSERT INTO pg_temp.agenda_outcome (item, id, ref, became, changed, restricted, before)
            VALUES (sent.item, made.id, sent.said ->> 'ref', made.became, made.changed, made.restricted, made.before);
        EXCEPTION
            WHEN SQLSTATE 'SF001' THEN
                GET STACKED DIAGNOSTICS slug = CONSTRAINT_NAME, sentence = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
                IF slug <> 'restriction-invalid' THEN
                    RAISE;
                END IF;
                PERFORM safer.keep_agenda_fault(sent.item, NULL,
                    coalesce(ltrim(detail::jsonb #>> '{errors,0,pointer}', '/'), 'restricted'), slug, sentence);
                CONTINUE;
        END;
        PERFORM safer.import_papers(made.id, sent.item);
    END LOOP;
END
$$;

ALTER FUNCTION safer.import_items(uuid, text) OWNER TO safer_rules;
