-- Whether all that changes in a row, but for its version, are texts of these columns that are erased; of a document,
-- texts in it. Triggers that keep rows as they are ask this, after who does it.
CREATE FUNCTION safer.is_erasure(old_row jsonb, new_row jsonb, columns text[])
RETURNS boolean
LANGUAGE sql
IMMUTABLE
RETURN old_row - columns - '{version,written_by}'::text[] = new_row - columns - '{version,written_by}'::text[]
    AND EXISTS (SELECT FROM unnest(columns) AS c (name) WHERE new_row -> c.name IS DISTINCT FROM old_row -> c.name)
    AND NOT EXISTS (
        SELECT FROM unnest(columns) AS c (name)
        WHERE new_row -> c.name IS DISTINCT FROM old_row -> c.name
            AND (old_row ->> c.name IS NULL
                OR CASE jsonb_typeof(new_row -> c.name)
                    WHEN 'object' THEN position('[erased]' IN new_row ->> c.name) = 0
                    ELSE new_row ->> c.name IS DISTINCT FROM '[erased]'
                END));
