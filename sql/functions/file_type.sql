-- The type of a file: what its sender says, or, where that says nothing, what its name ends with. NULL when neither says.
CREATE FUNCTION safer.file_type(name text, said text)
RETURNS text
LANGUAGE sql
IMMUTABLE
RETURN CASE
    WHEN said = 'text/rtf' THEN 'application/rtf'
    WHEN said <> 'application/octet-stream' THEN said
    ELSE CASE lower(substring(name FROM '\.([A-Za-z]+)$'))
        WHEN 'pdf' THEN 'application/pdf'
        WHEN 'docx' THEN 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
        WHEN 'xlsx' THEN 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
        WHEN 'pptx' THEN 'application/vnd.openxmlformats-officedocument.presentationml.presentation'
        WHEN 'odt' THEN 'application/vnd.oasis.opendocument.text'
        WHEN 'ods' THEN 'application/vnd.oasis.opendocument.spreadsheet'
        WHEN 'odp' THEN 'application/vnd.oasis.opendocument.presentation'
        WHEN 'rtf' THEN 'application/rtf'
        WHEN 'txt' THEN 'text/plain'
        WHEN 'csv' THEN 'text/csv'
        WHEN 'png' THEN 'image/png'
        WHEN 'jpg' THEN 'image/jpeg'
        WHEN 'jpeg' THEN 'image/jpeg'
    END
END;
