-- Refuses a request for a parameter of its address: the problem's slug, the parameter's name, and a sentence for the
-- person who must mend it.
CREATE FUNCTION safer.refuse_parameter(slug text, parameter text, sentence text)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM safer.refuse(slug, sentence, NULL, jsonb_build_object('errors', jsonb_build_array(
        jsonb_build_object('parameter', parameter, 'code', slug, 'detail', sentence))));
END
$$;
