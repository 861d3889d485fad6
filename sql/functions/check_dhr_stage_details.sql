-- Refuses a stage without what it says, or with what another says: a decision, an answer, what it is suspended for.
CREATE FUNCTION safer.check_dhr_stage_details(stage text, decision text, answer text, suspended_for text)
RETURNS void
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    fault record;
BEGIN
    SELECT d.name, d.given, d.stage INTO fault
    FROM (VALUES ('decision', decision IS NOT NULL, 'decision'),
        ('answer', answer IS NOT NULL, 'home_office_answer'),
        ('suspended_for', suspended_for IS NOT NULL, 'suspended')) AS d (name, given, stage)
    WHERE d.given <> (d.stage = check_dhr_stage_details.stage)
    ORDER BY d.given
    LIMIT 1;
    IF FOUND THEN
        PERFORM safer.refuse('stage-detail-invalid', CASE
            WHEN fault.given THEN format('Only the stage ''%s'' says %s.', fault.stage, fault.name)
            ELSE format('The stage ''%s'' says %s.', fault.stage, fault.name) END, '/' || fault.name);
    END IF;
END
$$;
