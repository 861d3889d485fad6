-- The digest of what `saferd migrate` last applied; ready when it is this binary's.
SELECT s.digest
FROM safer.schema_state AS s;
