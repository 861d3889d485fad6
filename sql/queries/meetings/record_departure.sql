-- Says with which item somebody left a meeting; no row when there is no such record to see.
SELECT d.object, d.before
FROM safer.record_departure(:attendance::uuid, :until_item::uuid, :if_match::integer) AS d;
