-- A reference that no review has, of the year it was notified: DHR/2019/7KQ4. Drawn, not counted: a number would tell whoever
-- knows of one review how many others there are. Without letters and digits that are taken for others.
CREATE FUNCTION safer.new_dhr_reference(notified_on date)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    signs constant text := '23456789ACDEFGHJKLMNPQRTUVWXYZ';
    drawn bytea;
    made text;
BEGIN
    LOOP
        drawn := uuid_send(gen_random_uuid());
        made := format('DHR/%s/', to_char(notified_on, 'YYYY'));
        FOR i IN 0 .. 3 LOOP
            made := made || substr(signs, 1 + get_byte(drawn, i) % length(signs), 1);
        END LOOP;
        EXIT WHEN NOT EXISTS (SELECT FROM safer.dhr AS d WHERE d.reference = made);
    END LOOP;
    RETURN made;
END
$$;

ALTER FUNCTION safer.new_dhr_reference(date) OWNER TO safer_rules;
