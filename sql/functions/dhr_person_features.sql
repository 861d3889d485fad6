-- What one of the people a review is about is counted by, and as what.
CREATE FUNCTION safer.dhr_person_features(person safer.dhr_person)
RETURNS TABLE (dimension text, value text)
LANGUAGE sql
IMMUTABLE
BEGIN ATOMIC
    SELECT x.dimension, x.value
    FROM (VALUES ((person).role || '_sex', (person).sex), ((person).role || '_age_band', (person).age_band),
        ('relationship', (person).relationship)) AS x (dimension, value)
    WHERE x.value IS NOT NULL;
END;
