"""What is restricted, private or a draft is seen by nobody else: by no read and no write of the contract.

SPDX-License-Identifier: MIT

Every operation of the contract is tried as it stands there, so one that is added later is tried too. That nothing
is said of what is hidden is tried in two ways: the words and ids that are hidden stand in no answer, and no answer
is another when what is hidden is.
"""

import base64
import concurrent.futures
import json
import re
import unittest
import uuid

import contract
import world as worlds
from service import Service
from world import ALL, CALLERS, JOINED, KEEPERS, NOBODY, SECRET

SETTINGS = {
    "SAFER_TODAY": worlds.TODAY,
    "SAFER_RATE_LIMIT": "0",
    "SAFER_RATE_LIMIT_ANONYMOUS": "0",
    "SAFER_JOBS_SECONDS": "3600",  # sealing would change what is told of audit events
}
NOT_CONTROL = [name for name in CALLERS if name != "control"]
PAGES = {True: 30, False: 5}  # of one row each that are turned, of the lists of one of the bodies and of others
RANDOM = "0190ffff-1234-7abc-8def-0123456789ab"
NO_WORD = "zyffffq"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
CURSOR = re.compile(r"after=([A-Za-z0-9_-]+)")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
ETAG = re.compile(r"(?m)^(etag|content-length): .*$")
# Of each request, whatever is asked for.
OF_THE_REQUEST = {"date", "x-request-id", "server-timing", "connection"}
# A partner reads who of its own did what and when, with the object: so a colleague of who writes what is restricted
# learns that it was written, but not what; drafts of its own it reads there. For the rest it is a member like any.
AUDIT = {"list_audit_events", "get_audit_event"}
# With the scope, that it asked is written down, even where nothing is shown in the end, and it reads that: ids that
# it has asked for too.
READERS = {"district", "officer"}
# What measures the process, and says nothing of any answer.
MEASURES = {"get_metrics", "health_ready", "health_live"}


class Answer:
    """What was answered, without what is of the request alone."""

    def __init__(self, reply):
        request = reply.headers.get("X-Request-Id", "")
        self.status = reply.status
        self.headers = sorted((name.lower(), value) for name, value in reply.headers.items()
                              if name.lower() not in OF_THE_REQUEST)
        self.body = reply.body.replace(request.encode(), b"REQUEST") if request else reply.body

    def text(self):
        return "\n".join(f"{name}: {value}" for name, value in self.headers) + "\n\n" + \
            self.body.decode("utf-8", "replace")

    def whole(self, aside=None):
        """All of it as text; `aside` is what was asked for, and may be told back."""
        text = f"{self.status}\n{self.text()}"
        return text.replace(aside, "ASKED") if aside else text


def first_difference(one, other):
    """Where two texts differ, with what stands around it."""
    at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return f"…{one[max(0, at - 150):at + 150]!r}\n    and …{other[max(0, at - 150):at + 150]!r}"


class Publicity(unittest.TestCase):
    """One service and one world: the tests are run in the order of their names, and the last ones change it."""

    @classmethod
    def setUpClass(cls):
        cls.service = Service(SETTINGS)
        try:
            cls.contract = contract.Contract(cls.service.get("/openapi.json").text)
            cls.connection = worlds.Connection(cls.service, cls.contract)
            cls.world = worlds.World(cls.service, cls.connection, cls.contract)
            cls.targets = [(operation, operation.target(values), values) for operation in cls.contract.reads
                           if operation.id not in MEASURES for values in contract.asked(operation, cls.world.pools)]
            cls.walks = [
                (operation, operation.target({**bound, **operation.examples(), **filtered, "limit": 1}),
                 PAGES["body" in filtered])
                for operation in cls.contract.reads if "limit" in operation.names
                for bound in contract.bindings(operation, cls.world.pools)
                for filtered in [{}] + [{"body": b} for b in cls.world.pools["body"] if "body" in operation.names]]
            cls.nothing, cls.tags = {}, {}
            cls.before = cls.read_by(NOT_CONTROL)
        except BaseException:
            cls.service.clean_up()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        cls.service.stop()

    @classmethod
    def ask(cls, caller, target, headers=None):
        return Answer(cls.connection.ask(caller, "GET", target, None, headers))

    @classmethod
    def read_all(cls, caller):
        """The answer to each target, and to each page of a list by one row."""
        asks = [(operation, target) for operation, target, _ in cls.targets
                if caller != "colleague" or operation.id in AUDIT]
        answers = {target: (operation.id, cls.ask(caller, target)) for operation, target in asks}
        for operation, target, pages in cls.walks if caller != "colleague" else []:
            for _ in range(pages):
                answer = cls.ask(caller, target)
                answers[target] = (operation.id, answer)
                target = json.loads(answer.body).get("next") if answer.status == 200 else None
                if not target:
                    break
        return answers

    @classmethod
    def read_by(cls, callers):
        """What each of them reads."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            return dict(zip(callers, pool.map(cls.read_all, callers)))

    def tell(self, faults_of, callers):
        """Fails with what is wrong with the answers that each caller has."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            self.fail_with([fault for faults in pool.map(faults_of, callers) for fault in faults])

    def fail_with(self, faults):
        """Fails with the first fault of each caller and operation."""
        first = {" ".join(fault.split()[:2]): fault for fault in reversed(faults)}
        if faults:
            self.fail(f"{len(faults)} faults, of which these:\n  " + "\n  ".join(sorted(first.values())[:30]))

    def told(self, caller, operation, target, answer):
        """The words, ids and digests in an answer that its caller may not come to see."""
        text = answer.text()
        for cursor in CURSOR.findall(text):
            text += base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("utf-8", "replace")
        world = self.world
        found = [f"{word} of {world.words[word][1]}" for word in set(worlds.CANARY.findall(text))
                 if word in world.words and caller not in world.words[word][0] and word not in target
                 and not (caller == "colleague" and operation in AUDIT and world.words[word][0] != SECRET)]
        found += [f"the id of {world.ids[i][1]}" for i in set(UUID.findall(text))
                  if i in world.ids and caller not in world.ids[i][0] and i not in target
                  and not (caller in READERS | {"colleague"} and operation in AUDIT)]
        found += [f"the digest {digest}" for digest in set(DIGEST.findall(text))
                  if digest in world.digests and caller not in world.digests[digest]
                  and not (caller == "colleague" and operation in AUDIT and world.digests[digest] != SECRET)]
        return found

    def compare(self, callers):
        """Reads all again, and holds it against what was read before, which it replaces."""
        faults = []
        for caller, now in self.read_by(callers).items():
            before = self.before[caller]
            self.before[caller] = now
            for target in sorted(before.keys() | now.keys()):
                if target not in before or target not in now:
                    faults.append(f"{caller}: {(before.get(target) or now[target])[0]} {target}: a page in one alone")
                    continue
                operation, was = before[target]
                if caller in READERS and operation in AUDIT:
                    continue
                one, other = was.whole(), now[target][1].whole()
                if one != other:
                    faults.append(f"{caller}: {operation} {target}\n    {first_difference(one, other)}")
        self.fail_with(faults)

    # ---- One world -----------------------------------------------------------------------------

    def test_01_what_is_hidden_stands_in_no_answer_of_any_read(self):
        faults = [
            f"{caller}: {operation} {target} tells {', '.join(found[:3])}"
            for caller in NOT_CONTROL
            for target, (operation, answer) in self.before[caller].items()
            for found in [self.told(caller, operation, target, answer)] if found]
        self.fail_with(faults)

    def test_02_who_may_see_it_finds_each_word_and_each_id_and_that_is_written_down(self):
        text = "\n".join(answer.text() for _, answer in self.read_all("control").values())
        words, ids = set(worlds.CANARY.findall(text)), set(UUID.findall(text))
        digests = set(DIGEST.findall(text))
        self.assertEqual([], [f"{word} of {where}" for word, (_, where) in self.world.words.items()
                              if word not in words])
        self.assertEqual([], [what for identity, (_, what) in self.world.ids.items() if identity not in ids])
        self.assertEqual(set(), set(self.world.digests) - digests)
        for name, operation, target in (
                ("open-board published restricted item", "get_item", "/v1/items/"),
                ("closed-board published restricted decision", "get_decision", "/v1/decisions/")):
            identity = self.world.by_name[name]
            count = f"/v1/audit-events?operation={operation}&object={identity}&count=true"
            before = json.loads(self.ask("control", count).body)["total"]
            self.assertEqual(200, self.ask("control", target + identity).status)
            self.assertEqual(before + 1, json.loads(self.ask("control", count).body)["total"])

    def test_03_each_kind_of_caller_sees_what_it_may(self):
        """Or else nothing would be tried: that a word is hidden says little where nobody finds it."""
        for caller in (name for name in NOT_CONTROL if name != "colleague"):
            text = "\n".join(answer.text() for _, answer in self.before[caller].values())
            words = set(worlds.CANARY.findall(text))
            for seen in (ALL, JOINED, KEEPERS):
                if caller in seen:
                    missing = [f"{word} of {where}" for word, (whose, where) in self.world.words.items()
                               if whose == seen and word not in words]
                    self.assertEqual([], missing, caller)

    def hidden_from(self, caller, operation):
        """The path's parameters, each with the ids that the caller may not come to see."""
        for parameter in operation.path:
            for identity in self.world.pools.get(parameter["name"], []) if parameter["name"] != "body" else []:
                if caller not in self.world.ids[identity][0]:
                    yield parameter["name"], identity

    def test_04_an_id_that_is_hidden_answers_as_one_that_is_not_there(self):
        def faults_of(caller):
            faults = []
            for operation in self.contract.reads:
                for name, identity in self.hidden_from(caller, operation):
                    for values in contract.bindings(operation, {**self.world.pools, name: [identity]}):
                        values = {**operation.examples(), **values}
                        tag = self.tag(operation, values) or '"1"'
                        faults += self.differs(caller, operation, values, name, identity, [{}, {"If-None-Match": tag}])
            return faults
        self.tell(faults_of, NOT_CONTROL)

    def tag(self, read, values):
        """The tag that the control has of something."""
        target = read.target(values)
        if target not in self.tags:
            self.tags[target] = self.connection.ask("control", "GET", target).headers.get("ETag")
        return self.tags[target]

    def once(self, caller, target, aside):
        """The answer for what there is not, which is asked for once."""
        if (caller, target) not in self.nothing:
            self.nothing[caller, target] = self.ask(caller, target).whole(aside)
        return self.nothing[caller, target]

    def differs(self, caller, operation, values, name, identity, headers):
        """Whether the answers for an id differ from those for one that there is not."""
        other = self.once(caller, operation.target({**values, name: RANDOM}), RANDOM)
        for some in headers:
            one = self.ask(caller, operation.target(values), some).whole(identity)
            if one != other or one.startswith("2"):
                return [f"{caller}: {operation.id} with {self.world.ids[identity][1]}, {some}\n"
                        f"    {first_difference(one, other)}"]
        return []

    def test_05_a_file_that_is_hidden_answers_as_of_a_paper_that_has_none(self):
        for caller in NOT_CONTROL:
            for body in worlds.BODIES:
                paper = self.world.by_name[f"{body} published restricted paper"]
                one = self.ask(caller, f"/v1/papers/{paper}/file").whole(paper)
                self.assertEqual(self.ask(caller, f"/v1/papers/{RANDOM}/file").whole(RANDOM), one)

    def test_06_a_filter_finds_nothing_of_what_is_hidden_and_counts_none_of_it(self):
        def faults_of(caller):
            faults = []
            for operation in self.contract.reads:
                if caller in READERS if operation.id in AUDIT else caller == "colleague":
                    continue
                values = {**operation.examples(), **({"count": True} if "count" in operation.names else {})}
                for name in operation.texts:
                    for value in self.hidden_values(caller, operation, name):
                        nothing = RANDOM if UUID.fullmatch(value) else NO_WORD
                        one = self.ask(caller, operation.target({**values, name: value})).whole(value)
                        other = self.once(caller, operation.target({**values, name: nothing}), nothing)
                        if one != other:
                            faults.append(f"{caller}: {operation.id} by {name} {self.what(value)}\n"
                                          f"    {first_difference(one, other)}")
            return faults
        self.tell(faults_of, NOT_CONTROL)

    def what(self, value):
        """What a word or an id is of; of several words, what each is of."""
        if value in self.world.ids:
            return self.world.ids[value][1]
        return ", ".join(f"{word} of {self.world.words[word][1]}" for word in value.split(" or "))

    def hidden_values(self, caller, operation, parameter):
        """Words and ids to look for: all words where there is a search for words, elsewhere one of each sort."""
        words = [word for word, (seen, _) in self.world.words.items() if caller not in seen
                 and not (caller == "colleague" and seen != SECRET)]
        if parameter == "q":
            return [" or ".join(words[at:at + 18]) for at in range(0, len(words), 18)]
        words = [next(w for w in words if self.world.words[w][0] == seen)
                 for seen in {self.world.words[w][0] for w in words}]
        ids = {}
        for identity, (seen, what) in self.world.ids.items():
            if caller not in seen and not (caller == "colleague" and operation.id in AUDIT):
                ids[what.split()[0]] = identity
        return words + list(ids.values())

    def test_07_the_search_finds_for_who_may_read_it_what_it_finds_for_nobody_else(self):
        found = set()
        for word, (seen, where) in self.world.words.items():
            if seen == SECRET and re.match(r"(item|paper|minute)_create.title|decision_create.text|follow_up$", where):
                answer = json.loads(self.ask("control", f"/v1/search?q={word}").body)
                self.assertEqual(1, len(answer["items"]), where)
                found.add(answer["items"][0]["kind"])
        self.assertEqual({"item", "paper", "minute", "decision", "follow_up"}, found)

    def test_08_a_write_says_of_an_id_that_is_hidden_what_it_says_of_one_that_is_not_there(self):
        def faults_of(caller):
            return [fault for operation in self.contract.writes
                    for name, identity in self.hidden_from(caller, operation)
                    for fault in self.write_differs(caller, operation, name, identity)]
        self.tell(faults_of, NOT_CONTROL)

    def write(self, caller, operation, values, body, tag, dry_run=True):
        values = dict(values)
        if dry_run and "dry_run" in operation.names:
            values["dry_run"] = True
        headers = {"If-Match": tag} if "If-Match" in operation.names else {}
        if operation.keyed:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if operation.id == "put_paper_file":
            headers["Content-Type"] = "multipart/form-data; boundary=edge"
            body = (b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
                    b"Content-Type: text/plain\r\n\r\nText\n\r\n--edge--\r\n")
        return Answer(self.connection.ask(caller, operation.method, operation.target(values), body, headers))

    def write_once(self, caller, operation, values, body, tag):
        """What a write is answered that names RANDOM, which is asked once."""
        key = caller, operation.id, str(values), str(body)
        if key not in self.nothing:
            self.nothing[key] = self.write(caller, operation, values, body, tag).whole(RANDOM)
        return self.nothing[key]

    def write_differs(self, caller, operation, name, identity):
        tag = '"1"'
        if operation.reads and name in {p["name"] for p in self.contract.by_id[operation.reads].path}:
            read = self.contract.by_id[operation.reads]
            tag = self.tag(read, {**read.examples(), name: identity}) or tag
        values = {p["name"]: operation.examples()[p["name"]] for p in operation.path}
        one = self.write(caller, operation, {**values, name: identity}, operation.body, tag).whole(identity)
        other = self.write_once(caller, operation, {**values, name: RANDOM}, operation.body, '"1"')
        if one == other and not one.startswith("2"):
            return []
        return [f"{caller}: {operation.id} of {self.world.ids[identity][1]}\n    {first_difference(one, other)}"]

    def test_09_a_write_that_names_an_id_that_is_hidden_is_answered_as_if_it_were_not_there(self):
        faults = []
        for operation in self.contract.writes:
            named = operation.named
            if not operation.body or not named:
                continue
            plain = operation.body_without_ids
            for values, about in self.open_places(operation):
                for name in named:
                    for caller in ("officer", "clerk"):
                        for identity, (seen, what) in self.world.ids.items():
                            if caller in seen or not what.startswith(tuple(worlds.NAMED.get(name, (name,)))):
                                continue
                            body = {**plain, **about}
                            one = self.write(caller, operation, values, {**body, name: identity}, '"1"').whole(identity)
                            other = self.write_once(caller, operation, values, {**body, name: RANDOM}, '"1"')
                            if one != other:
                                faults.append(f"{caller}: {operation.id} with {name} {what}\n"
                                              f"    {first_difference(one, other)}")
        self.fail_with(faults)

    def open_places(self, operation):
        """Where a write may be tried that names something: at what its caller may write."""
        held, to_come = (self.world.by_name[f"open-board {name}"] for name in ("published", "to come"))
        path = [p["name"] for p in operation.path]
        if "meeting" in path:
            return [({"meeting": held}, {}), ({"meeting": to_come}, {})]
        if "meeting" in operation.body_schema.get("properties", {}):
            return [({}, {"meeting": held})]
        if path == ["bid"]:
            return [({"bid": self.world.by_name["officer's bid"]}, {})]
        if set(path) <= set(self.world.pools):
            return [({name: next(i for i in self.world.pools[name] if name == "body" or self.world.ids[i][0] == ALL)
                      for name in path}, {})]
        return []

    # ---- A person who belongs to no partner ----------------------------------------------------

    def test_10_a_person_with_every_scope_reads_what_everybody_reads_and_nothing_else(self):
        faults = []
        self.assertEqual(self.before["public"].keys(), self.before["person"].keys())
        for target, (operation, everybody) in self.before["public"].items():
            person = self.before["person"][target][1]
            if self.contract.by_id[operation].anonymous:
                if (everybody.status, everybody.body) != (person.status, person.body):
                    faults.append(f"person: {operation} {target}\n"
                                  f"    {first_difference(everybody.whole(), person.whole())}")
            elif person.status != 404 and self.says_something(person):
                faults.append(f"person: {operation} {target}: {person.status} {person.body[:300]}")
        self.fail_with(faults)

    def says_something(self, answer):
        """Whether there are rows in an answer, or it is neither a list nor a refusal of the request itself."""
        if answer.status == 400 and b"invalid-parameters" in answer.body:
            return False
        if answer.status != 200:
            return True
        if dict(answer.headers)["content-type"].startswith("text/csv"):
            return len(answer.body.splitlines()) > 1
        return json.loads(answer.body).get("items") != []

    def test_11_a_person_with_every_scope_changes_nothing(self):
        count = "SELECT count(*) FROM safer.audit_event WHERE marking IS NULL"
        before, faults = self.service.database.sql(count), []
        for operation in self.contract.writes:
            for values in contract.bindings(operation, self.world.pools):
                read = self.contract.by_id[operation.reads]
                same = {p["name"] for p in read.path} == set(values)
                tag = self.tag(read, {**read.examples(), **values}) if same else None
                for body in (operation.body, operation.body_without_ids):
                    answer = self.write("person", operation, values, body, tag or '"1"', dry_run=False)
                    if not 400 <= answer.status < 500:
                        faults.append(f"person: {operation.id} {values}: {answer.status} {answer.body[:300]}")
        self.fail_with(faults)
        self.assertEqual(before, self.service.database.sql(count))

    # ---- Worlds that differ in what is hidden --------------------------------------------------

    def tried(self, caller, body):
        """What each write would answer at what the caller sees of a body: dry runs, without their new ids and times."""
        answers = {}
        for operation in self.contract.writes:
            path = [p["name"] for p in operation.path]
            if "dry_run" not in operation.names or len(path) != 1 or path[0] not in self.world.pools:
                continue
            read = self.contract.by_id.get(operation.reads)
            for identity in self.world.pools[path[0]]:
                seen, what = self.world.ids.get(identity, (NOBODY, identity))
                if body not in what.split() + [what] or path[0] != "body" and caller not in seen:
                    continue
                tag = None
                if read and path == [p["name"] for p in read.path]:
                    tag = self.connection.ask(caller, "GET", read.target({path[0]: identity})).headers.get("ETag")
                answer = self.write(caller, operation, {path[0]: identity}, operation.body_without_ids, tag or '"1"')
                text = INSTANT.sub("INSTANT", UUID.sub("ID", f"{answer.status} {answer.text()}"))
                answers[operation.id, what] = ETAG.sub("", text)
        return answers

    def test_12_no_answer_differs_when_what_is_restricted_does(self):
        tried = self.tried("clerk", "open-board")
        self.assertLess(100, len(tried))
        self.world.change_secrets()
        self.fail_with([f"clerk: {operation} of {what}\n    {first_difference(one, other)}"
                        for (operation, what), other in self.tried("clerk", "open-board").items()
                        for one in [tried.get((operation, what))] if one and one != other])
        self.compare(["public", "person", "district", "member", "officer", "clerk"])

    def test_13_no_answer_differs_when_drafts_do(self):
        self.world.change_drafts()
        self.compare(["public", "person", "district", "member"])

    def test_14_no_answer_differs_when_a_private_body_publishes(self):
        self.world.change_private()
        self.compare(["public", "person", "district"])

    def test_15_who_may_see_it_sees_that_it_did(self):
        texts = [self.ask("control", operation.target({**operation.examples(), **values})).text()
                 for operation in self.contract.reads
                 if len(operation.path) == 1 and operation.path[0]["name"] in self.world.pools
                 for values in contract.bindings(operation, self.world.pools)]
        words = set(worlds.CANARY.findall("\n".join(texts)))
        self.assertEqual([], [f"{word} of {self.world.words[word][1]}" for word in self.world.changed
                              if word not in words])
