-- One area.
SELECT a.*
FROM api.areas AS a
WHERE a.id = :area::text;
