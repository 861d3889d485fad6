-- What becomes of a change request, in sentences: its state, the next review if one is left, the agreement that
-- follows if there is one, and who refused it if anybody did.
CREATE FUNCTION safer.change_says(state text, next_on date, successor text, refused_by text)
RETURNS json
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    review text := safer.day_in_words(next_on);
    following text := CASE WHEN successor IS NULL THEN 'There is none yet.' ELSE format('That is %s.', successor) END;
BEGIN
    RETURN CASE
        WHEN state = 'rejected' THEN
            json_build_array(format('%s does not agree, so the change is not made.', refused_by))
        WHEN state = 'applied' THEN
            json_build_array(format('Every party agreed, and the change was made at the review on %s.', review))
        WHEN state = 'scheduled' THEN
            json_build_array(format('Every party agreed. The change is made at the next review, on %s.', review))
        WHEN state = 'waiting' THEN
            json_build_array('Every party agreed, but no review was left: the change waits for the next agreement.',
                following)
        WHEN next_on IS NULL THEN
            json_build_array('No review of this agreement is left: if every party agrees, the change waits for the'
                ' next agreement.', following)
        ELSE
            json_build_array(format('The next review is on %s: if every party has agreed by then, the change is made'
                ' that day.', review))
        END;
END
$$;
