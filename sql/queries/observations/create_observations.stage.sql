-- Makes the temporary table that the rows of a load are copied into.
SELECT safer.open_observation_staging();
