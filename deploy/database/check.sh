#!/bin/bash
# Whether the database takes connections; gives one that is starting a while before it says no.
# SPDX-License-Identifier: MIT
set -euo pipefail

ask() { psql -X -q -h /run/postgresql -U postgres -d safer -c 'SELECT 1' >/dev/null 2>&1; }

until ask; do
    ((SECONDS < 20)) || exit 1
    sleep 0.2
done
