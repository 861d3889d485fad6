-- The title of the calendar of all meetings.
SELECT 'Kent Community Safety' AS title;
