-- A day as it stands in a sentence: 31 August 2018.
CREATE FUNCTION safer.day_in_words(day date)
RETURNS text
LANGUAGE sql
STABLE
RETURN to_char(day, 'FMDD FMMonth YYYY');
