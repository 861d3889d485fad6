-- Whether an office of a partner belongs to a body on a day, as a member or in the chair. A deputy does not.
CREATE FUNCTION safer.is_member_office(body text, partner text, office text, on_day date)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    RETURN EXISTS (
        SELECT
        FROM safer.membership AS m
        WHERE m.body = is_member_office.body
            AND m.partner = is_member_office.partner
            AND m.office = is_member_office.office
            AND m.role <> 'deputy'
            AND m.from_on <= on_day
            AND coalesce(m.to_on, 'infinity') >= on_day);
END
$$;

ALTER FUNCTION safer.is_member_office(text, text, text, date) OWNER TO safer_rules;
