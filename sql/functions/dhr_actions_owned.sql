-- The partner whose own actions the caller may see and report on: the one it acts for, with a scope for it; else NULL.
CREATE FUNCTION safer.dhr_actions_owned()
RETURNS text
LANGUAGE sql
STABLE
RETURN CASE
    WHEN safer.has_scope('dhrs.report') OR safer.has_scope('dhrs.read') OR safer.has_scope('dhrs.write')
        THEN nullif(current_setting('safer.partner', true), '') END;
