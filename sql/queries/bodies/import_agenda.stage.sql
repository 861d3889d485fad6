-- Makes the temporary table that the rows of an agenda are copied into.
SELECT safer.open_agenda_staging();
