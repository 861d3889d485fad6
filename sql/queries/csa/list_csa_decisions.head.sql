-- Whether the reader may see the version: no row, no such thing.
SELECT true AS _visible
FROM safer.csa_version AS v
WHERE v.id = :version::text;
