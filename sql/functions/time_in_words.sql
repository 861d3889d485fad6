-- An instant as a page says it, by London's clocks: Wednesday, 15 March 2017, 10.00 am.
CREATE FUNCTION safer.time_in_words(instant timestamptz)
RETURNS text
LANGUAGE sql
STABLE
RETURN to_char(instant AT TIME ZONE 'Europe/London', 'FMDay, FMDD FMMonth YYYY, FMHH12.MI am');
