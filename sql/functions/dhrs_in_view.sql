-- The reviews of which the caller may know: all of them, who coordinates; with the scope dhrs.read the one it chairs now,
-- where it belongs to no partner and is known by issuer and subject, and those on whose panel its partner is now; to chair
-- and panel none that has been over for more than twelve months.
CREATE FUNCTION safer.dhrs_in_view()
RETURNS uuid[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    known uuid[];
BEGIN
    IF safer.coordinates_dhrs() THEN
        RETURN ARRAY(SELECT d.id FROM safer.dhr AS d);
    ELSIF NOT safer.has_scope('dhrs.read') THEN
        RETURN '{}';
    ELSIF caller IS NOT NULL THEN
        known := ARRAY(
            SELECT p.dhr
            FROM safer.dhr_panel AS p
            WHERE p.partner = caller
                AND safer.today() BETWEEN p.from_on AND coalesce(p.to_on, 'infinity'));
    ELSE
        known := ARRAY(
            SELECT c.dhr
            FROM safer.dhr_chair AS c
            JOIN safer.dhr_chair_account AS a ON a.dhr = c.dhr AND a.place = c.place
            WHERE a.subject = nullif(current_setting('safer.subject', true), '')
                AND a.issuer = nullif(current_setting('safer.issuer', true), '')
                AND safer.today() BETWEEN c.from_on AND coalesce(c.to_on, 'infinity'));
    END IF;
    RETURN ARRAY(
        SELECT k.dhr
        FROM unnest(known) AS k (dhr)
        EXCEPT
        SELECT o.dhr
        FROM unnest(safer.dhrs_over((safer.today() - interval '12 months')::date)) AS o (dhr));
END
$$;

ALTER FUNCTION safer.dhrs_in_view() OWNER TO safer_rules;
