-- One agreement with its parties, minimums and reviews, as it stood on a date.
SELECT a.*
FROM safer.agreements_on(coalesce(:on::date, safer.today())) AS a
WHERE a.id = :agreement::text;
