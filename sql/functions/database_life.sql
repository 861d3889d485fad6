-- Tells apart the lives in which transaction numbers mean something else: another cluster, another database in it,
-- another timeline after a restore or a failover.
CREATE FUNCTION safer.database_life()
RETURNS text
LANGUAGE sql
STABLE
RETURN (
    SELECT left(encode(sha256(convert_to(concat_ws('-', s.system_identifier,
            left(pg_walfile_name(pg_current_wal_lsn()), 8), d.oid), 'UTF8')), 'hex'), 16)
    FROM pg_control_system() AS s
    CROSS JOIN pg_catalog.pg_database AS d
    WHERE d.datname = current_database());
