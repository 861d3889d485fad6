"""The audit chain through crashes in the middle of writes, sealers that meet or die, and what saferd says of it.

SPDX-License-Identifier: MIT
"""

import http.client
import json
import os
import subprocess
import threading
import time

from cluster import Cluster, Served
from service import Database, Service, setting, steady_port, wait_until

EVENT = "SELECT safer.record_audit_event(gen_random_uuid(), '{}', '{}', NULL, NULL)"
SEAL = "SELECT safer.seal_audit_events()"
NO_JOBS = {"SAFER_JOBS_SECONDS": "3600"}
ZEROS = "0" * 64


def saferd(url, *words, out=subprocess.PIPE):
    """Runs the binary as an operator does; the finished process."""
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith(("SAFER_", "PG", "DATABASE_URL"))}
    environment["SAFER_MIGRATE_URL"] = url
    return subprocess.run([setting("SAFERD"), *words], env=environment, stdout=out, stderr=subprocess.PIPE,
                          text=True, timeout=600, check=False)


def verify(database, *words):
    """Its exit status and what it found."""
    done = saferd(database.url("safer_migrate"), "audit", "verify", "--json", *words)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def in_words(database, *words):
    done = saferd(database.url("safer_migrate"), "audit", "verify", *words)
    return done.returncode, done.stdout.rstrip("\n").split("\n")


class OfItsOwn:
    """A database in the shared cluster, dropped at the end."""

    def __enter__(self):
        self.database = Database()
        return self.database

    def __exit__(self, *_):
        self.database.drop()


class Session:
    """A psql that lives until it is told to go or is killed."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", database.url("postgres")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def run(self, sql):
        """Runs it, and waits until it has answered."""
        self.send(sql)
        self.process.stdin.write("\\echo done\n")
        self.process.stdin.flush()
        return "".join(iter(self.process.stdout.readline, "done\n")).rstrip("\n")

    def send(self, sql):
        self.process.stdin.write(sql + ";\n")
        self.process.stdin.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def record(database, count, operation="write"):
    """So many events, each a transaction of its own."""
    for number in range(count):
        database.sql(EVENT.format(operation, number))


def seal_all(database):
    """Transactions of others in the cluster hold sealing up while they last."""
    def sealed():
        database.sql(SEAL)
        return database.sql("SELECT events FROM safer.unsealed_audit_events()") == "0"
    wait_until(sealed, 60)


def tamper(database, sql):
    database.sql("SET session_replication_role = replica;" + sql)


def test_it_says_whether_the_chain_is_whole_and_where_it_is_not():
    with OfItsOwn() as database:
        assert verify(database) == (0, {
            "whole": True, "sealed": 0, "unsealed": 0, "oldest_unsealed_seconds": None,
            "head": {"sequence": 0, "hash": ZEROS}, "fault": None})
        record(database, 5)
        seal_all(database)
        record(database, 2)
        status, found = verify(database)
        assert status == 0 and found["whole"] and found["sealed"] == 5 and found["unsealed"] == 2, found
        assert 0 <= found["oldest_unsealed_seconds"] < 60, found
        head = database.sql("SELECT encode(hash, 'hex') FROM safer.audit_seal WHERE sequence = 5")
        assert found["head"] == {"sequence": 5, "hash": head}
        status, lines = in_words(database)
        assert status == 0 and lines[1] == f"head 5:{head}", lines
        assert lines[0].startswith("5 events sealed and whole, 2 not sealed yet (oldest "), lines
        for change, place, kind, words in (
                ("UPDATE safer.audit_event SET object = 'x' WHERE id = (SELECT event FROM safer.audit_seal"
                 " WHERE sequence = 4)", 4, "hash", "its event is not what was sealed"),
                ("UPDATE safer.audit_event SET after = '{}' WHERE id = (SELECT event FROM safer.audit_seal"
                 " WHERE sequence = 3)", 3, "details", "its event's subject, before or after"),
                ("DELETE FROM safer.audit_event WHERE id = (SELECT event FROM safer.audit_seal"
                 " WHERE sequence = 2)", 2, "missing", "its event is missing"),
                ("DELETE FROM safer.audit_seal WHERE sequence = 1", 1, "gap", "no event is sealed there")):
            tamper(database, change)
            status, found = verify(database)
            assert status == 1 and not found["whole"] and found["sealed"] == place - 1, found
            assert found["fault"] == {"sequence": place, "kind": kind}, found
            status, lines = in_words(database)
            assert status == 1 and lines[0].startswith(f"broken at sequence {place}: {words}"), lines


def test_a_head_noted_earlier_tells_a_chain_that_was_made_anew_or_cut_off():
    with OfItsOwn() as database:
        record(database, 3)
        seal_all(database)
        head = in_words(database)[1][1].removeprefix("head ")
        record(database, 2)
        seal_all(database)
        later = in_words(database)[1][1].removeprefix("head ")
        for noted in (head, later):
            status, found = verify(database, "--from", noted)
            assert (status, found["contains_from"], found["sealed"]) == (0, True, 5), found
        tamper(database, "DELETE FROM safer.audit_seal WHERE sequence > 4")
        assert verify(database, "--from", head)[0] == 0
        assert verify(database)[0] == 0
        status, found = verify(database, "--from", later)
        assert (status, found["whole"], found["contains_from"], found["fault"]) == (1, False, False, None), found
        tamper(database, "DELETE FROM safer.audit_seal; UPDATE safer.audit_event SET object = 'x'")
        seal_all(database)
        assert verify(database)[0] == 0
        status, lines = in_words(database, "--from", head)
        assert status == 1 and f"not the chain whose head was {head}" in lines[0], lines


def test_the_head_of_a_chain_without_an_event_is_in_every_chain():
    with OfItsOwn() as database:
        head = in_words(database)[1][1].removeprefix("head ")
        assert head == "0:" + ZEROS
        assert verify(database, "--from", head)[0] == 0
        record(database, 2)
        seal_all(database)
        status, found = verify(database, "--from", head)
        assert (status, found["contains_from"], found["sealed"]) == (0, True, 2), found


def test_what_was_found_and_cannot_be_written_down_whole_is_no_success():
    with OfItsOwn() as database, open("/dev/full", "w", encoding="utf-8") as full:
        database.sql("SELECT set_config('safer.subject', 's', false), set_config('safer.issuer', 'i', false);"
                     + EVENT.format("one", 1))
        for words in (["audit", "verify"], ["audit", "verify", "--json"], ["find", "subject", "i", "s"],
                      ["erase", "subject", "i", "s"]):
            done = saferd(database.url("safer_migrate"), *words, out=full)
            assert done.returncode == 2 and "No space left" in done.stderr, (words, done)


def test_what_it_is_asked_wrongly_or_cannot_ask_is_told_apart():
    with OfItsOwn() as database:
        for words, fault in (
                ("audit", "verify is missing"), ("audit prove", "'prove' does not belong there"),
                ("audit verify --fast", "'--fast' does not belong there"),
                ("audit verify --from", "SEQUENCE:HASH is missing"),
                *((f"audit verify --json --from {head}", f"'{head}' is no head as this command prints it")
                  for head in ("1:" + ZEROS[1:], "0:1" + ZEROS[1:], "00:" + ZEROS)),
                ("find", "subject is missing"), ("find object x", "'object' does not belong there"),
                ("find subject", "ISSUER is missing"), ("find subject x", "SUBJECT is missing"),
                ("find subject x y z", "'z' does not belong there"),
                ("erase", "subject or object is missing"), ("erase x", "'x' does not belong there"),
                ("erase object", "ID is missing"), ("erase object --apply", "ID is missing"),
                ("erase object --apply x", "'--apply' belongs at the end"),
                ("erase object x --maybe", "'--maybe' does not belong there"),
                ("erase subject --apply", "ISSUER is missing"), ("erase subject x", "SUBJECT is missing"),
                ("erase subject x y z --apply", "'z' does not belong there")):
            done = saferd(database.url("safer_migrate"), *words.split())
            assert (done.returncode, done.stdout) == (64, ""), (words, done)
            command, says = words.split()[0], done.stderr.splitlines()
            assert says[0] == "saferd: " + fault and says[1].startswith("usage: saferd " + command), (words, done)
            assert len(says) == (3 if command == "erase" else 2), (words, done)
        for url in ("postgresql://safer_migrate@/nothing?host=" + setting("SAFER_TEST_SOCKET"),
                    database.url("saferd"), ""):  # the service's own login may not
            done = saferd(url, "audit", "verify")
            assert done.returncode == 2 and done.stderr and not done.stdout, done


def test_a_chain_longer_than_is_looked_at_at_once_is_proved_to_its_end():
    with OfItsOwn() as database:
        database.sql("SELECT safer.record_audit_event(gen_random_uuid(), 'many', n::text, NULL, NULL)"
                     " FROM generate_series(1, 25001) AS n")
        seal_all(database)
        assert verify(database)[1]["sealed"] == 25001
        tamper(database, "UPDATE safer.audit_seal SET hash = sha256(hash) WHERE sequence = 20001")
        status, found = verify(database)
        assert status == 1 and found["fault"] == {"sequence": 20001, "kind": "hash"}, found


def seal_in(session, number):
    """Seals so many in the session's transaction. What began earlier elsewhere in the cluster may hold some up, so that
    they come in several goes."""
    sealed = []
    wait_until(lambda: sealed.append(int(session.run(SEAL))) or sum(sealed) == number, 60)


def test_two_sealers_at_once_seal_each_event_once():
    with OfItsOwn() as database:
        record(database, 3)
        with Session(database) as first:
            first.run("BEGIN")
            seal_in(first, 3)
            assert database.sql(SEAL) == "0"  # the other one is at it
            record(database, 2)
            first.run("COMMIT")
        seal_all(database)
        status, found = verify(database)
        assert status == 0 and found["sealed"] == 5, found


def test_a_sealer_that_dies_half_way_leaves_nothing_half_sealed():
    with OfItsOwn() as database:
        record(database, 4)
        with Session(database) as sealer:
            sealer.run("BEGIN")
            seal_in(sealer, 4)
            database.sql("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                         f" WHERE datname = '{database.name}' AND pid <> pg_backend_pid()")
        status, found = verify(database)
        assert (status, found["sealed"], found["unsealed"]) == (0, 0, 4), found
        seal_all(database)
        status, found = verify(database)
        assert (status, found["sealed"]) == (0, 4), found


def test_an_event_that_is_committed_late_is_sealed_behind_those_that_waited_for_it():
    with OfItsOwn() as database, Session(database) as slow:
        slow.run("BEGIN")
        slow.run(EVENT.format("slow", 1))
        record(database, 2, "quick")
        assert database.sql(SEAL) == "0"  # of whose transactions began after one that is open
        assert verify(database)[1]["unsealed"] == 2
        slow.run("COMMIT")
        seal_all(database)
        assert database.sql("SELECT string_agg(e.operation, ' ' ORDER BY s.sequence) FROM safer.audit_seal AS s"
                            " JOIN safer.audit_event AS e ON e.id = s.event") == "slow quick quick"
        assert verify(database)[0] == 0


def test_an_event_is_sealed_within_moments_as_the_service_is_set():
    with Service() as service:
        made = service.post("/v1/contributions", contribution("S-1"), service.token(), key="k")
        assert made.status == 201, made.text
        wait_until(lambda: verify(service.database)[1]["sealed"] >= 1, 30)


def test_events_are_sealed_while_retention_has_no_end():
    with OfItsOwn() as database:
        database.sql("CREATE OR REPLACE FUNCTION safer.retain(action text, before_day date, most integer)"
                     " RETURNS bigint LANGUAGE sql RETURN 1")
        with Service(None, database):  # what retention itself records
            wait_until(lambda: verify(database)[1]["sealed"] >= 20, 60)


def test_what_is_erased_leaves_the_chain_whole_and_its_key_used():
    with Service() as service:
        token = service.token()
        body = dict(contribution("E-1"), note="Somebody")
        made = service.post("/v1/contributions", body, token, key="k")
        assert made.status == 201 and made.json()["note"] == "Somebody"
        one, url = made.json()["id"], service.database.url("safer_migrate")
        dry = saferd(url, "erase", "object", one)
        assert dry.returncode == 0 and "3 rows would be erased" in dry.stdout, dry
        assert service.get(f"/v1/contributions/{one}", token).json()["note"] == "Somebody"
        assert service.post("/v1/contributions", body, token, key="k").text == made.text
        done = saferd(url, "erase", "object", one, "--apply")
        assert done.returncode == 0, done
        assert done.stdout.split("\n")[:4] == ["idempotency_key 1", "audit_event 1", "contribution.note 1",
                                               "3 rows erased; backups keep them until they expire"], done
        again = service.post("/v1/contributions", body, token, key="k")
        assert again.status == 409 and again.json()["type"] == "/problems/idempotency-reply-erased", again.text
        assert service.get(f"/v1/contributions/{one}", token).json()["note"] == "[erased]"
        assert saferd(url, "erase", "object", one, "--apply").returncode == 1
        wait_until(lambda: verify(service.database)[1]["sealed"] == 2, 30)
        assert verify(service.database)[0] == 0


def test_what_is_held_of_a_subject_is_found_and_erased():
    with Service(NO_JOBS) as service:
        made = service.post("/v1/contributions", contribution("F-1"), service.token(), key="k")
        assert made.status == 201, made.text
        database, url = service.database, service.database.url("safer_migrate")
        issuer, subject = database.sql("SELECT issuer, subject FROM safer.audit_event").split("|")
        found = saferd(url, "find", "subject", issuer, subject)
        lines = [json.loads(line) for line in found.stdout.splitlines()]
        assert found.returncode == 0 and len(lines) == 1, found
        assert lines[0]["object"] == made.json()["id"] and lines[0]["after"] == made.json()
        assert lines[0]["stored_reply"] == made.text
        assert saferd(url, "find", "subject", issuer, "nobody").returncode == 1
        dry = saferd(url, "erase", "subject", issuer, subject)
        assert "2 rows would be erased" in dry.stdout, dry
        assert saferd(url, "find", "subject", issuer, subject).stdout == found.stdout
        assert saferd(url, "erase", "subject", issuer, subject, "--apply").returncode == 0
        assert saferd(url, "find", "subject", issuer, subject).returncode == 1
        assert subject not in database.sql("SELECT string_agg(e::text, '') FROM safer.audit_event AS e"
                                           " WHERE e.operation = 'erase_subject'")
        # A thousand are printed at a time.
        database.sql("SELECT set_config('safer.subject', 'busy', false), set_config('safer.issuer', 'i', false);"
                     " SELECT safer.record_audit_event(gen_random_uuid(), 'many', n::text, NULL, NULL)"
                     " FROM generate_series(1, 2500) AS n")
        lines = saferd(url, "find", "subject", "i", "busy").stdout.splitlines()
        assert len({json.loads(line)["object"] for line in lines}) == len(lines) == 2500


def test_crashes_in_the_middle_of_writes_leave_a_whole_chain_with_each_acknowledged_write():
    with Cluster() as cluster:
        cluster.migrate()
        database = Served(cluster)
        with Service(None, database, steady_port()) as service:
            writers = [Writer(service, number) for number in range(6)]
            for writer in writers:
                writer.start()
            noted = None
            for crash in (service_dies, postgresql_dies, service_dies, postgresql_stops):
                before = sum(len(writer.made) for writer in writers)
                wait_until(lambda before=before: sum(len(w.made) for w in writers) > before + 60, 120)
                crash(service, cluster)
                status, found = verify(database, *(["--from", noted] if noted else []))
                assert status == 0, found  # at once, with whatever is not sealed yet
                if found["sealed"]:
                    noted = f"{found['head']['sequence']}:{found['head']['hash']}"
            for writer in writers:
                writer.over = True
            for writer in writers:
                writer.join()
            made = sorted(one for writer in writers for one in writer.made)
            wait_until(lambda: verify(database)[1]["unsealed"] == 0, 60)
            status, found = verify(database, "--from", noted)
            assert status == 0 and found["sealed"] >= len(made) > 240, found
            events = database.sql("SELECT object FROM safer.audit_event WHERE operation = 'create_contribution'"
                                  " ORDER BY object").split("\n")
            assert len(set(events)) == len(events) == found["sealed"]
            assert set(made) <= set(events)
            assert events == database.sql("SELECT id FROM safer.contribution ORDER BY id").split("\n")


def service_dies(service, _):
    service.kill()
    service.start()


def postgresql_dies(_, cluster):
    cluster.kill()
    cluster.start()


def postgresql_stops(_, cluster):
    cluster.restart("immediate")


def contribution(reference):
    return {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 1600000,
            "received_on": "2018-04-03", "external_reference": reference}


class Writer(threading.Thread):
    """Posts one contribution after the other, and keeps the ids of those that were acknowledged."""

    def __init__(self, service, number):
        super().__init__(daemon=True)
        self.service = service
        self.number = number
        self.token = service.token()
        self.made = []
        self.over = False

    def run(self):
        count = 0
        while not self.over:
            count += 1
            try:
                made = self.service.post("/v1/contributions", contribution(f"W-{self.number}-{count}"), self.token,
                                         key=f"w-{self.number}-{count}")
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)
                continue
            if made.status == 201:
                self.made.append(made.json()["id"])
