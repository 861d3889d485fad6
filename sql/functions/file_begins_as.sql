-- Whether a file that begins with these bytes may be of the type; of a type that is not known here, it may.
CREATE FUNCTION safer.file_begins_as(type text, start bytea)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
RETURN CASE
    WHEN type = 'application/pdf' THEN substring(start FROM 1 FOR 5) = '\x255044462d'
    WHEN type LIKE 'application/vnd.openxmlformats-%' THEN substring(start FROM 1 FOR 4) = '\x504b0304'
    WHEN type LIKE 'application/vnd.oasis.%' THEN substring(start FROM 1 FOR 4) = '\x504b0304'
    WHEN type = 'application/rtf' THEN substring(start FROM 1 FOR 5) = '\x7b5c727466'
    WHEN type = 'image/png' THEN substring(start FROM 1 FOR 8) = '\x89504e470d0a1a0a'
    WHEN type = 'image/jpeg' THEN substring(start FROM 1 FOR 3) = '\xffd8ff'
    WHEN type LIKE 'text/%' THEN position('\x00'::bytea IN start) = 0
    ELSE true
END;
