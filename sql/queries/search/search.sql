-- What is found of what is asked for, the best first, filtered.
SELECT s.*
FROM safer.search(:q::text, :kind::text, :body::text, :from::date, :to::date, :after::text, :page_size::bigint) AS s;
