-- Does one of the actions of retention rules to what is from before a day, so many rows at the most: how many.
CREATE FUNCTION safer.retain(action text, before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN CASE action
        WHEN 'erase_old_audit_details' THEN safer.erase_old_audit_details(before_day, most)
        WHEN 'delete_old_people' THEN safer.delete_old_people(before_day, most)
        WHEN 'erase_old_load_filenames' THEN safer.erase_old_load_filenames(before_day, most)
        WHEN 'erase_old_import_filenames' THEN safer.erase_old_import_filenames(before_day, most)
    END;
END
$$;
