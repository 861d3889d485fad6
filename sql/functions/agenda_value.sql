-- What a cell of an agenda says, as the column or member of that name takes it; NULL when it says nothing that can be
-- kept there. Offices come as a list of JSON.
CREATE FUNCTION safer.agenda_value(name text, said text)
RETURNS jsonb
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    one_line boolean := said !~ '[\u0001-\u001f\u007f-\u009f]';
    offices jsonb;
BEGIN
    CASE
        WHEN name IN ('starts_at', 'ends_at') THEN
            RETURN to_jsonb(safer.read_meeting_time(said));
        WHEN name IN ('restricted', 'verbal') THEN
            RETURN CASE WHEN lower(said) IN ('true', 'yes') THEN 'true'::jsonb
                WHEN lower(said) IN ('false', 'no') THEN 'false' END;
        WHEN name IN ('page_from', 'page_to') THEN
            RETURN CASE WHEN said ~ '^[1-9][0-9]{0,4}$' THEN to_jsonb(said::integer) END;
        WHEN name = 'author_offices' THEN
            offices := said::jsonb;
            RETURN CASE WHEN one_line AND jsonb_array_length(offices) <= 20
                AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(offices) AS o WHERE char_length(o) > 200)
                THEN offices END;
        WHEN name = 'ref' THEN
            RETURN CASE WHEN said ~ '^[A-Z]?[0-9]{1,3}[a-z]?$' THEN to_jsonb(said) END;
        WHEN name = 'kind' THEN
            RETURN CASE WHEN said IN ('business', 'apologies', 'declarations', 'minutes', 'follow_ups', 'budget',
                'performance_report', 'next_meeting') THEN to_jsonb(said) END;
        WHEN name = 'exempt_ground' THEN
            RETURN CASE WHEN said IN ('1', '2', '3', '4', '5', '6', '7', 'confidential', 'not_stated')
                THEN to_jsonb(said) END;
        WHEN name = 'marking' THEN
            RETURN CASE WHEN said IN ('OFFICIAL', 'OFFICIAL-SENSITIVE') THEN to_jsonb(said) END;
        WHEN name = 'url' THEN
            RETURN CASE WHEN said ~ '^https?://[^\u0001-\u0020\u007f-\u009f]+$' AND char_length(said) <= 1000
                THEN to_jsonb(said) END;
        WHEN name IN ('description', 'public_interest', 'summary') THEN
            RETURN CASE WHEN char_length(said) <= CASE name WHEN 'description' THEN 20000 WHEN 'summary' THEN 4000
                ELSE 2000 END THEN to_jsonb(said) END;
        ELSE
            RETURN CASE WHEN one_line AND char_length(said) <= CASE name WHEN 'external_system' THEN 40
                WHEN 'external_id' THEN 100 WHEN 'classification' THEN 100 ELSE 300 END THEN to_jsonb(said) END;
    END CASE;
END
$$;
