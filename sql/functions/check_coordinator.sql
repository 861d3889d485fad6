-- Refuses whoever does not coordinate reviews.
CREATE FUNCTION safer.check_coordinator()
RETURNS void
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    IF NOT safer.coordinates_dhrs() THEN
        PERFORM safer.refuse('not-the-coordinator', 'Reviews are kept by who coordinates them, for a constituent partner.');
    END IF;
END
$$;
