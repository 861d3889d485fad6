-- The stages a review may come to next. What the Home Office found wanting is mended and sent to it again.
CREATE FUNCTION safer.dhr_stages_after(held safer.dhr)
RETURNS text[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    line constant text[] := '{notified,decision,commissioned,chair_appointed,panel,terms_of_reference,'
        'management_reviews,overview_report,sign_off,quality_assurance,home_office_answer,published,actions_complete}';
    following text[];
BEGIN
    IF held.suspended THEN
        RETURN '{resumed}';
    ELSIF held.stage = 'actions_complete' OR held.decision = 'no_review' THEN
        RETURN '{}';
    ELSIF held.stage = 'published' THEN
        RETURN '{actions_complete}';
    END IF;
    following := ARRAY[line[array_position(line, held.stage) + 1]];
    IF held.stage = 'home_office_answer' AND safer.dhr_answer(held.id) = 'amendments' THEN
        following := '{overview_report,quality_assurance}';
    END IF;
    RETURN following || '{suspended}';
END
$$;

ALTER FUNCTION safer.dhr_stages_after(safer.dhr) OWNER TO safer_rules;
