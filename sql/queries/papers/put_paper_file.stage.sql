-- Makes the temporary table that the file is copied into.
SELECT safer.open_paper_file_staging();
