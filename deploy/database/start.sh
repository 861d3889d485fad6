#!/bin/bash
# Starts PostgreSQL in its container: makes the cluster, the logins and their passwords when they are missing.
# SPDX-License-Identifier: MIT
set -euo pipefail
umask 027

bin=/usr/lib/postgresql/15/bin
data=/var/lib/postgresql/15/main
socket=/run/postgresql

say() { printf '%s\n' "$*"; }

# Whole or not at all: a first start that was interrupted begins again.
make_cluster() {
    [[ ! -f $data/PG_VERSION ]] || return 0
    say "Making a cluster in $data"
    rm -rf "$data.new"
    "$bin/initdb" -D "$data.new" -U postgres --encoding=UTF8 --locale=C.UTF-8 --auth-local=peer \
        --auth-host=reject --data-checksums --no-instructions
    # From other containers with a password, and with nothing but the two logins' own.
    cat >"$data.new/pg_hba.conf" <<'END'
local all   postgres              peer
host  safer saferd,safer_migrate  samenet scram-sha-256
END
    mv -T "$data.new" "$data"
}

run_sql() { psql -X -q -v ON_ERROR_STOP=1 -h "$socket" -U postgres "$@"; }

make_logins() {
    run_sql -d postgres <<'END'
SELECT 'CREATE ROLE safer_migrate LOGIN CREATEROLE'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safer_migrate') \gexec
SELECT 'CREATE ROLE saferd LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'saferd') \gexec
SELECT 'CREATE DATABASE safer OWNER safer_migrate TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'safer') \gexec
END
}

# A login's connection string is written where its reader finds it, and nowhere else: a new password
# whenever the file is missing, which is how one is changed.
give_access() { # LOGIN FILE
    local login=$1 file=$2 password
    [[ ! -s $file ]] || return 0
    password=$(od -An -N 24 -tx1 /dev/urandom | tr -d ' \n')
    printf "ALTER ROLE %s PASSWORD '%s';\n" "$login" "$password" | run_sql -d postgres
    printf 'postgresql://%s:%s@database/safer\n' "$login" "$password" >"$file.new"
    chgrp 10001 "$file.new"
    chmod 0640 "$file.new"
    mv -T "$file.new" "$file"
}

make_cluster
"$bin/pg_ctl" -D "$data" -w -t 3600 -s -o "-c listen_addresses='' -c unix_socket_directories=$socket" start
make_logins
give_access safer_migrate /run/safer-migrate/database_url
give_access saferd /run/safer-service/database_url
"$bin/pg_ctl" -D "$data" -w -s -m fast stop
exec "$bin/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories="$socket" \
    -c log_timezone=UTC -c password_encryption=scram-sha-256 "$@"
