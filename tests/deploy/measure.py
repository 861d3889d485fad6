"""Measures what a service holds: connections to PostgreSQL, memory at rest, by idle connection, under load.

SPDX-License-Identifier: MIT

Usage, by hand, with the release build:
    ./check --run env SAFERD=$PWD/build/saferd /usr/bin/python3 tests/deploy/measure.py [IDLE_CONNECTIONS]
The figures of docs/operations.md (Sizing) come from here. Nothing is timed.
"""

import re
import socket
import subprocess
import sys
import threading

from service import Service, wait_until

SECONDS = 120


def memory(process):
    """Resident memory in kB: all of it, and what is the process's own."""
    with open(f"/proc/{process}/smaps_rollup", encoding="utf-8") as file:
        text = file.read()
    return (int(re.search(r"^Rss: +(\d+)", text, re.M)[1]),
            sum(int(number) for number in re.findall(r"^Private_\w+: +(\d+)", text, re.M)))


def process_of(service):
    """setpriv is replaced by the service, so the number is its own."""
    return service.process.pid


def connections(service):
    return int(service.database.sql(
        f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{service.database.name}'", "postgres"))


def many(service, clients, requests):
    """So many clients, each so many requests on one connection."""
    ask = ("GET /v1/funds HTTP/1.1\r\nHost: x\r\n"
           f"Authorization: Bearer {service.token()}\r\n\r\n").encode()

    def client():
        with socket.create_connection(("127.0.0.1", service.port), timeout=SECONDS) as one:
            reader = one.makefile("rb")
            for _ in range(requests):
                one.sendall(ask)
                length = 0
                while (line := reader.readline()) not in (b"\r\n", b""):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                reader.read(length)
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def bytes_of(service):
    return int(service.database.sql(f"SELECT pg_database_size('{service.database.name}')", "postgres"))


def disk_by_contribution(service, number=3000):
    """Bytes a contribution takes, posted one by one, with all that is written for it."""
    before, token = bytes_of(service), service.token()
    for at in range(number):
        reply = service.post("/v1/contributions", {
            "fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 1600000,
            "received_on": "2018-04-03", "external_reference": f"KCC-{at}"}, token, f"key-{at}")
        assert reply.status == 201, reply.text
    wait_until(lambda: service.database.sql(
        "SELECT count(*) FROM safer.audit_seal") == str(number), SECONDS)
    after = bytes_of(service)
    replies = int(service.database.sql("SELECT pg_total_relation_size('safer.idempotency_key')"))
    return (after - before) / number, replies / number


def main():
    idle = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    settings = {"SAFER_CONNECTIONS": str(idle + 100), "SAFER_CONNECTIONS_PER_ADDRESS": str(idle + 100),
                "SAFER_IDLE_SECONDS": "600", "SAFER_HEADER_SECONDS": "600", "SAFER_RATE_LIMIT": "0"}
    with Service(settings) as service:
        process = process_of(service)
        print(f"started: {memory(process)[0]} kB resident, {memory(process)[1]} kB its own")
        many(service, 64, 50)
        print(f"after 3200 requests of 64 clients: {memory(process)[0]} kB resident,"
              f" {memory(process)[1]} kB its own; {connections(service)} connections to PostgreSQL")
        before = memory(process)[1]
        held = [socket.create_connection(("127.0.0.1", service.port), timeout=SECONDS)
                for _ in range(idle)]
        for one in held:
            one.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        for one in held:
            one.recv(4096)
        after = memory(process)[1]
        print(f"{idle} idle connections: {(after - before) / idle:.1f} kB each")
        for one in held:
            one.close()
        backends = service.database.sql(
            f"SELECT pid FROM pg_stat_activity WHERE datname = '{service.database.name}'", "postgres")
        own = []
        for backend in backends.split():
            read = subprocess.run(["cat", f"/proc/{backend}/smaps_rollup"], capture_output=True,
                                  text=True, check=False).stdout
            if read:
                own.append(sum(int(n) for n in re.findall(r"^Private_\w+: +(\d+)", read, re.M)))
        if own:
            print(f"a PostgreSQL backend of it: {sorted(own)[len(own) // 2]} kB its own,"
                  f" {max(own)} kB the largest of {len(own)}")
        whole, replies = disk_by_contribution(service)
        print(f"a contribution on disk: {whole / 1024:.1f} kB, of which {replies / 1024:.1f} kB"
              " for the stored reply, which is purged")
    return 0


if __name__ == "__main__":
    sys.exit(main())
