-- Erases which person it was; no row when there is no such record to see.
SELECT e.object, e.before
FROM safer.erase_person(:attendance::uuid) AS e;
