-- Changes what is in a draft set by a step of its lineage; no row when there is no such set to see.
SELECT s.object, s.before
FROM safer.add_lineage_step(:set::text, :kind::text, :from::text, :to::text, :title::text, :place::integer,
        :source::text, :note::text, :if_match::integer) AS s;
