-- What there is to count of reviews today, and how old the open ones are.
SELECT c.*, true AS _restricted
FROM safer.dhr_counts() AS c;
