-- Stores the parties of a new agreement: partners that exist, each named once.
CREATE FUNCTION safer.add_agreement_parties(agreement text, parties jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    party record;
BEGIN
    FOR party IN
        SELECT p.slug, p.place - 1 AS place, o.id IS NOT NULL AS known,
            row_number() OVER (PARTITION BY p.slug ORDER BY p.place) > 1 AS repeated
        FROM jsonb_array_elements_text(parties) WITH ORDINALITY AS p (slug, place)
        LEFT JOIN safer.partner AS o ON o.id = p.slug
        ORDER BY p.place
    LOOP
        IF NOT party.known THEN
            PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', party.slug),
                '/parties/' || party.place);
        ELSIF party.repeated THEN
            PERFORM safer.refuse('duplicate-member', format('''%s'' is named twice.', party.slug),
                '/parties/' || party.place);
        END IF;
        INSERT INTO safer.agreement_party (agreement, partner)
        VALUES (add_agreement_parties.agreement, party.slug);
    END LOOP;
END
$$;

ALTER FUNCTION safer.add_agreement_parties(text, jsonb) OWNER TO safer_rules;
