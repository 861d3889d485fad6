-- What became of an agenda that was imported.
SELECT a.*
FROM api.agenda_imports AS a
WHERE a.id = :agenda_import::uuid;
