# What ./run and ./check need of the machine: Debian packages, a build, a private PostgreSQL.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
#
# Sourced, never run. Nothing here touches a PostgreSQL cluster it did not make, and nothing here
# ends a process it did not start.

say() { printf '%s\n' "$*"; }
die() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit "${2:-1}"
}

# ---- Debian packages ---------------------------------------------------------------------------

build_packages=(
    gcc libc6-dev meson ninja-build pkgconf'|'pkg-config python3 python3-yaml
    libulfius-dev libmicrohttpd-dev libjansson-dev libjwt-dev libpq-dev librhonabwy-dev
    libcurl4-gnutls-dev'|'libcurl4-openssl-dev libgnutls28-dev libpcre2-dev
    zlib1g-dev libical-dev libcmark-dev libunistring-dev
    curl ca-certificates
)

package_present() { # NAME[|NAME...]
    local name
    local -a names
    IFS='|' read -r -a names <<<"$1"
    for name in "${names[@]}"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] && return 0
    done
    return 1
}

# The bin folder of the newest PostgreSQL here, 15 or later; nothing when there is none.
postgres_bin() {
    local folder newest=
    while read -r folder; do newest=$folder; done < <(
        printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V
    )
    [[ -x $newest ]] || return 0
    folder=${newest%/bin/postgres}
    ((${folder##*/} >= 15)) && printf '%s\n' "${newest%/postgres}"
    return 0
}

# Installs what is missing of the packages named ("a|b": either will do), and nothing else.
install_missing() { # LOG NAME...
    local log=$1 name
    local -a missing=() root=()
    shift
    command -v dpkg-query >/dev/null || die "this is not Debian; what is needed: $*"
    for name; do package_present "$name" || missing+=("${name%%|*}"); done
    ((${#missing[@]})) || return 0
    if ((EUID)); then
        command -v sudo >/dev/null ||
            die "packages are missing and there is no sudo; as root: apt-get install ${missing[*]}"
        root=(sudo)
        [[ -t 0 ]] || root+=(-n)
    fi
    say "Installing from Debian: ${missing[*]}"
    mkdir -p "$(dirname "$log")"
    {
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
            without_main_cluster without_services "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get -q install -y --no-install-recommends "${missing[@]}"
    } </dev/null >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        die "the packages could not be installed; the whole story is in $log"
    }
}

# Debian's PostgreSQL starts a cluster of its own on port 5432 when it is first installed. Nobody here
# asked for one, so that is switched off for as long as the installation takes, in a file of our own.
without_main_cluster() { # without_services [sudo] env ... apt-get ...
    local folder=/etc/postgresql-common/createcluster.d status=0
    local -a root=()
    [[ $2 == sudo ]] && root=(sudo)
    if [[ -n $(postgres_bin) ]]; then
        "$@"
        return
    fi
    "${root[@]}" mkdir -p "$folder"
    echo 'create_main_cluster = false' |
        "${root[@]}" tee "$folder/safer-communities.conf" >/dev/null
    "$@" || status=$?
    "${root[@]}" rm -f "$folder/safer-communities.conf"
    return "$status"
}

# What tests start themselves need not run as a service of the machine's as well. Only these are meant,
# so that the file does little harm if the power fails before it is removed.
without_services() { # [sudo] env ... apt-get ...
    local file=/usr/sbin/policy-rc.d status=0
    local -a root=()
    [[ $1 == sudo ]] && root=(sudo)
    if [[ -e $file ]]; then
        "$@"
        return
    fi
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/sh' '# Made by safer-communities for the time of an installation; to be removed.' \
        'case $1 in haproxy* | etcd* | patroni*) exit 101 ;; esac' | "${root[@]}" tee "$file" >/dev/null
    "${root[@]}" chmod 0755 "$file"
    "$@" || status=$?
    "${root[@]}" rm -f "$file"
    return "$status"
}

# ---- Building ----------------------------------------------------------------------------------

# Configures a build folder, unless it is configured so already.
configure() { # FOLDER LOG MESON_OPTION...
    local folder=$1 log=$2 again=
    shift 2
    mkdir -p "$folder" "$(dirname "$log")"
    : >"$log"
    [[ ! -f $folder/build.ninja || $(cat "$folder/.options" 2>/dev/null) != "$PWD $*" ]] || return 0
    [[ ! -f $folder/meson-private/coredata.dat ]] || again=--reconfigure
    { meson setup $again "$folder" "$@" || meson setup --wipe "$folder" "$@"; } </dev/null >"$log" 2>&1 ||
        build_failed "$log" || return
    printf '%s\n' "$PWD $*" >"$folder/.options"
}

# Configures and compiles; quiet unless it fails. Two at once in one folder wait for each other.
build() { # FOLDER LOG MESON_OPTION...
    mkdir -p "$1"
    (
        flock 9
        configure "$@" && { meson compile -C "$1" </dev/null >>"$2" 2>&1 || build_failed "$2"; }
    ) 9>"$1/.lock"
}

build_failed() { # LOG
    grep -E -A 12 'error:|ERROR|FAILED|warning:|^openapi\.yaml' "$1" | head -n 60 >&2 || true
    printf '\nThe build failed; the whole story is in %s\n' "$1" >&2
    return 1
}

# ---- A private PostgreSQL ----------------------------------------------------------------------
#
# PostgreSQL refuses to run as root, so root's cluster runs as Debian's user "postgres"; anybody
# else's runs as himself. It listens on no port, only on a socket in a folder nobody else may enter,
# and who may enter it may be any role.

if ((EUID)); then
    cluster_account=$(id -un)
    as_cluster=(env)
else
    cluster_account=postgres
    as_cluster=(setpriv --reuid=postgres --regid=postgres --init-groups --inh-caps=-all)
fi

# Whether the cluster's account can reach a folder (which must exist).
cluster_reaches() { (cd / && "${as_cluster[@]}" test -x "$1"); }

# The programs for a data folder: of the version that made it.
cluster_bin() { # DATA
    local version
    version=$(cat "$1/PG_VERSION" 2>/dev/null || true)
    if [[ -n $version && -x /usr/lib/postgresql/$version/bin/postgres ]]; then
        printf '/usr/lib/postgresql/%s/bin\n' "$version"
    else
        postgres_bin
    fi
}

# The live postmaster of a data folder, if there is one. A pid file that outlived a crash may name a
# process that is something else by now.
cluster_postmaster() { # DATA
    local pid
    read -r pid 2>/dev/null <"$1/postmaster.pid" || return 0
    [[ $pid =~ ^[0-9]+$ && $(readlink "/proc/$pid/cwd") == "$(realpath "$1")" ]] && echo "$pid"
    return 0
}

# Makes the data folder if it is not there yet: whole or not at all.
cluster_create() { # DATA LOG [INITDB_OPTION...]
    local data=$1 log=$2
    shift 2
    [[ -f $data/PG_VERSION ]] && return 0
    rm -rf "$data.new"
    mkdir -m 0700 "$data.new"
    chown "$cluster_account:" "$data.new"
    (cd / && "${as_cluster[@]}" "$(postgres_bin)/initdb" -D "$data.new" -U postgres \
        --encoding=UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=reject \
        --data-checksums --no-instructions "$@") >>"$log" 2>&1 </dev/null || {
        tail -n 20 "$log" >&2
        return 1
    }
    mv -T "$data.new" "$data"
}

# Starts the cluster and waits until it answers. Sets cluster_pid. It is ended with whoever started
# it, even if that was killed.
cluster_start() { # DATA SOCKET_FOLDER LOG [POSTGRES_OPTION...]
    local data=$1 socket=$2 log=$3 bin left
    shift 3
    bin=$(cluster_bin "$data")
    left=$(cluster_postmaster "$data")
    if [[ -n $left ]]; then
        (cd / && "${as_cluster[@]}" "$bin/pg_ctl" -D "$data" -m fast -w -t 60 stop) >>"$log" 2>&1 ||
            die "an earlier PostgreSQL ($left) still runs in $data and does not stop; see $log"
    else
        rm -f "$data/postmaster.pid"
    fi
    (
        cd / && exec 9>&- "${as_cluster[@]}" setsid setpriv --pdeathsig INT "$bin/postgres" -D "$data" \
            -c listen_addresses='' -c unix_socket_directories="$socket" \
            -c unix_socket_permissions=0700 -c logging_collector=off -c log_timezone=UTC \
            -c log_line_prefix='%m [%p] %q%u@%d ' -c wal_level=minimal -c max_wal_senders=0 \
            -c jit=off "$@"
    ) >>"$log" 2>&1 </dev/null &
    cluster_pid=$!
    local deadline=$((SECONDS + 60))
    until [[ $(sed -n 8p "$data/postmaster.pid" 2>/dev/null) == ready* ]]; do
        if ! kill -0 "$cluster_pid" 2>/dev/null || ((SECONDS > deadline)); then
            tail -n 20 "$log" >&2
            return 1
        fi
        sleep 0.02
    done
}

# Stops what cluster_start started: clients are cut off, everything committed is kept.
cluster_stop() { # DATA LOG
    [[ -n ${cluster_pid:-} ]] || return 0
    local status=0
    # Where the data are gone, pg_ctl knows of no server; the process is asked itself.
    (cd / && "${as_cluster[@]}" "$(cluster_bin "$1")/pg_ctl" -D "$1" -m fast -w -t 60 stop) >>"$2" 2>&1 || {
        status=$?
        kill -INT "$cluster_pid" 2>/dev/null || true
    }
    wait "$cluster_pid" || true
    cluster_pid=
    return "$status"
}

# The two logins of the service, which can do no more than its documentation asks for, and a database.
cluster_roles() { # SOCKET_FOLDER
    cluster_psql "$1" postgres <<'SQL'
SELECT 'CREATE ROLE safer_migrate LOGIN CREATEROLE'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safer_migrate') \gexec
SELECT 'CREATE ROLE saferd LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'saferd') \gexec
SQL
}

cluster_database() { # SOCKET_FOLDER NAME
    cluster_psql "$1" postgres -v name="$2" <<'SQL'
SELECT format('CREATE DATABASE %I OWNER safer_migrate TEMPLATE template0', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
SQL
}

cluster_psql() { # SOCKET_FOLDER DATABASE [PSQL_OPTION...]
    local socket=$1 database=$2
    shift 2
    psql -X -q -v ON_ERROR_STOP=1 -h "$socket" -U postgres -d "$database" "$@"
}

cluster_url() { # SOCKET_FOLDER DATABASE LOGIN
    printf 'postgresql://%s@/%s?host=%s\n' "$3" "$2" "$1"
}
