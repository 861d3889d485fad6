-- Locks a contribution the caller may see and returns it as clients see it at that moment; NULL if there is none.
CREATE FUNCTION safer.hold_contribution(contribution uuid)
RETURNS json
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM safer.contribution AS c WHERE c.id = contribution FOR NO KEY UPDATE;
    RETURN (SELECT safer.as_shown(row_to_json(c)) FROM api.contributions AS c WHERE c.id = contribution);
END
$$;
