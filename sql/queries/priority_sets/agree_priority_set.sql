-- Records that a draft set of priorities is agreed; no row when there is no such set to see.
SELECT a.object, a.before
FROM safer.agree_priority_set(:set::text, :agreed_on::date, :minute::text, :if_match::integer) AS a;
