-- An amount of pence as people read it: £26,000.00, or -£26,000.00.
CREATE FUNCTION safer.pounds(pence bigint)
RETURNS text
LANGUAGE sql
IMMUTABLE
RETURN CASE WHEN pence < 0 THEN '-' ELSE '' END || '£' || to_char(abs(pence::numeric) / 100, 'FM999,999,999,999,990.00');
