-- How many published reviews there are, filtered.
SELECT count(*) AS _total
FROM api.published_dhrs AS p
WHERE (:year::integer IS NULL OR p.published_on BETWEEN make_date(:year::integer, 1, 1)
        AND make_date(:year::integer, 12, 31))
    AND (:partnership::text IS NULL OR p.partnership = :partnership::text);
