"""Two bodies with meetings of which not everybody reads everything, and who asks for them.

SPDX-License-Identifier: MIT

Every text that is written here is a word of its own that stands nowhere else, a canary; of every word and every id
it is known which of the callers may come to see it.
"""

import hashlib
import http.client
import json
import re
import threading
import uuid

from service import Reply

ALL = frozenset({"public", "person", "district", "member", "colleague", "officer", "clerk", "control"})
PARTNERS = ALL - {"public", "person"}
KEEPERS = frozenset({"officer", "clerk", "control"})  # they see drafts
JOINED = KEEPERS | {"member", "colleague"}  # they see what a body that meets in private publishes
SECRET = frozenset({"control"})
NOBODY = frozenset()

TODAY = "2018-06-01"
READS = "funds.read audit.read"
WRITES = READS + " meetings.write projects.write funds.write"
# Each but the control lacks one of the two things that what is restricted asks for: the scope, or that its partner
# belongs to the body. The person has every scope there is, and belongs to no partner.
CALLERS = {
    "public": None,
    "person": (None, None),
    "district": ("dover", WRITES + " restricted.read"),
    "member": ("ashford", READS),
    "colleague": ("kcc", READS),  # of the same partner as who has written it all
    "officer": ("kfrs", WRITES + " restricted.read"),
    "clerk": ("ashford", WRITES),
    "control": ("kcc", WRITES + " restricted.read"),
}
BODIES = {"open-board": ALL, "closed-board": JOINED}
# Names of our choice in the shape of the ids that are looked for in every answer.
KEPT_PROJECT = "0190fffe-0000-7000-8000-000000000001"
PROPOSED_PROJECT = "0190fffe-0000-7000-8000-000000000002"
KEPT_ROUND = "0190fffe-0000-7000-8000-000000000004"
OFFICERS_ROUND = "0190fffe-0000-7000-8000-000000000005"
PUBLIC_PROJECT = "0190fffe-0000-7000-8000-000000000003"
# A fund of the control's with money in it.
FUND = """INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('grants', 'Grants', 'kcc', true);
INSERT INTO safer.fund_contributor (fund, partner, from_on) VALUES ('grants', 'kent-pcc', '2018-04-01');
SELECT set_config('safer.partner', 'kent-pcc', false), set_config('safer.today', '2018-06-01', false);
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference)
VALUES (gen_random_uuid(), 'grants', 'kent-pcc', '2018/19', 1000, '2018-04-10', 'G')"""
# What a member of a body may name, where it is called otherwise.
NAMED = {
    "corrects": ("minute",), "follows": ("decision",), "deputy_for": ("membership",), "at_meeting": ("meeting",),
    "from_item": ("item",), "until_item": ("item",),
}
CANARY = re.compile(r"zy[0-9a-f]{4}q")


class Connection:
    """Asks the service over a connection that is kept, one of each thread."""

    def __init__(self, service, contract):
        self.port = service.port
        self.tokens = {
            name: caller and service.token(
                client=name + "-client", partner=caller[0], scope=caller[1] or " ".join(contract.scopes))
            for name, caller in CALLERS.items()
        }
        self.of_thread = threading.local()

    def ask(self, caller, method, target, body=None, headers=None):
        headers = dict(headers or {})
        if self.tokens[caller]:
            headers["Authorization"] = "Bearer " + self.tokens[caller]
        if isinstance(body, dict):
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        for last in (False, True):
            kept = self.of_thread.__dict__.get("kept")
            if kept is None:
                kept = self.of_thread.kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                kept.request(method, target, body, headers)
                answer = kept.getresponse()
                reply = Reply(answer.status, answer.headers, answer.read())
            except (http.client.HTTPException, OSError):
                self.close()
                if last:
                    raise
                continue
            if answer.will_close:
                self.close()
            return reply
        raise AssertionError("not reached")

    def close(self):
        """Closes the connection of this thread; another thread's closes with the thread."""
        kept = self.of_thread.__dict__.pop("kept", None)
        if kept:
            kept.close()


class World:
    """What there is, and who may see it: `words` and `ids` by who, `pools` the ids of each kind."""

    def __init__(self, service, connection, contract):
        self.service = service
        self.connection = connection
        self.contract = contract
        self.made = False
        self.words = {}
        self.changed = set()  # the words that are new in change_...()
        self.ids = {}
        self.digests = {}
        self.pools = {}
        self.by_name = {}
        for body, seen in BODIES.items():
            self.make_body(body, seen)
        self.make_project(KEPT_PROJECT, PARTNERS, public=False)
        self.make_project(PROPOSED_PROJECT, PARTNERS, public=True)
        self.make_project(PUBLIC_PROJECT, ALL, public=True)
        self.make_bids()
        self.ask_for_secrets()
        self.made = True

    # ---- Writing -------------------------------------------------------------------------------

    def word(self, seen, where):
        word = f"zy{len(self.words):04x}q"
        self.words[word] = (seen, where)
        if self.made:
            self.changed.add(word)
        return word

    def texts(self, schema, seen, **members):
        """A body: each member of the schema that is free text has a word of its own; `members` are said."""
        for name, member in self.contract.schema(schema)["properties"].items():
            member = self.contract.resolve(member)
            kinds, pattern = member.get("type", []), member.get("pattern", "")
            if name in members or "enum" in member or "format" in member:
                continue
            if pattern.startswith("^https?://"):
                members[name] = "https://example.org/" + self.word(seen, f"{schema}.{name}")
            elif "string" in kinds and re.search(pattern, "Free text"):
                members[name] = self.word(seen, f"{schema}.{name}")
            elif "array" in kinds and re.search(
                    self.contract.resolve(member["items"]).get("pattern", "^$"), "Free text"):
                members[name] = [self.word(seen, f"{schema}.{name}") for _ in range(2)]
        return {name: value for name, value in members.items() if value is not NOBODY}

    def write(self, method, target, body, headers=None, status=(200, 201), caller="control"):
        headers = {**(headers or {}), "Idempotency-Key": str(uuid.uuid4())}
        reply = self.connection.ask(caller, method, target, body, headers)
        if reply.status not in status:
            raise AssertionError(f"{method} {target} {body}: {reply.status} {reply.text}")
        return reply

    def keep(self, kind, seen, reply, name=None):
        """The id of what was made; `seen`: who may come to see it."""
        made = reply.headers["Location"].rpartition("/")[2]
        self.know(kind, made, seen, name)
        return made

    def know(self, kind, identity, seen, name=None):
        self.ids[identity] = (seen, f"{kind} {name or ''}")
        self.pools.setdefault(kind, []).append(identity)
        if name:
            self.by_name[name] = identity

    def change(self, target, body):
        """Changes something as it is now."""
        tag = self.connection.ask("control", "GET", target).headers["ETag"]
        return self.write("PATCH", target, body, {"If-Match": tag})

    # ---- What there is -------------------------------------------------------------------------

    def restriction(self, seen, titled=True):
        """Members of what is restricted: on which ground, and what everybody reads of it who sees that it is there."""
        return {
            "restricted": True,
            "exempt_ground": "3",
            "public_interest": self.word(seen, "public_interest"),
            "public_title": self.word(seen, "public_title") if titled else NOBODY,
        }

    def open(self):
        return {"restricted": False, "exempt_ground": NOBODY, "public_interest": NOBODY, "public_title": NOBODY}

    def make_body(self, body, seen):
        self.pools.setdefault("body", []).append(body)
        self.write("POST", "/v1/bodies", {
            "id": body, "title": "Board", "meets_in": "public" if seen == ALL else "private", "from_on": "2018-01-01",
            "interval_months": 2, "report_interval_months": 2})
        for partner in ("kcc", "ashford"):
            self.keep("membership", seen, self.write("POST", f"/v1/bodies/{body}/memberships", {
                "partner": partner, "office": "Clerk", "from_on": "2018-01-01"}), f"{body} membership {partner}")
        self.write("POST", f"/v1/bodies/{body}/standing-items", {"items": [
            {"title": "Budget", "kind": "budget"}, {"title": "Follow-ups", "kind": "follow_ups"}]})
        self.held_and_published(body, seen)
        self.held(body, seen)
        self.to_come(body, seen)
        self.not_announced(body, seen)

    def meeting(self, body, day, seen, name):
        return self.keep("meeting", seen, self.write("POST", "/v1/meetings", self.texts(
            "meeting_create", seen, body=body, starts_at=f"{day}T10:00:00+01:00")), f"{body} {name}")

    def item(self, meeting, ref, row, text, name, **members):
        """An item: `row` sees that it is there, `text` what it says."""
        members = {**(self.open() if row == text else self.restriction(row, ref != "3")), **members}
        return self.keep("item", row, self.write("POST", f"/v1/meetings/{meeting}/items", self.texts(
            "item_create", text, ref=ref, **members)), name)

    def paper(self, item, row, text, name, own=True):
        """A paper with a file; own: it is restricted itself, where it is."""
        members = self.open() if row == text or not own else self.restriction(row)
        paper = self.keep("paper", row, self.write("POST", f"/v1/items/{item}/papers", self.texts(
            "paper_create", text, **members)), name)
        content = f"In the file: {self.word(text, 'file')}.\n".encode()
        self.digests[hashlib.sha256(content).hexdigest()] = text
        form = (b'--edge\r\nContent-Disposition: form-data; name="file"; filename="%s.txt"\r\nContent-Type: text/plain'
                b"\r\n\r\n%s\r\n--edge--\r\n" % (self.word(text, "file_name").encode(), content))
        self.write("POST", f"/v1/papers/{paper}/file", form, {"Content-Type": "multipart/form-data; boundary=edge"})
        return paper

    def minute(self, meeting, item, row, text, name, own=False):
        members = {"restricted": False, "exempt_ground": NOBODY, "public_interest": NOBODY}
        if own:
            members = self.restriction(row, titled=False)
            del members["public_title"]
        if item:
            members["item"] = item
        return self.keep("minute", row, self.write("POST", f"/v1/meetings/{meeting}/minutes", self.texts(
            "minute_create", text, **members)), name)

    def decision(self, meeting, seen, name, follow_up=None, **members):
        """A decision with options, and one to report back; follow_up: who sees that, or None."""
        asked = follow_up and {"text": self.word(follow_up, "follow_up"), "partner": "kcc",
                               "office": self.word(follow_up, "follow_up.office")}
        reply = self.write("POST", f"/v1/meetings/{meeting}/decisions", self.texts(
            "decision_create", seen, stage="conditional", follow_up=asked or NOBODY,
            options=[{"text": self.word(seen, "option"), "chosen": chosen} for chosen in (True, False)], **members))
        for made in reply.json()["follow_ups"]:
            self.know("follow_up", made, follow_up, name + " follow-up")
        return self.keep("decision", seen, reply, name)

    def follow_up(self, meeting, item, seen, name):
        return self.keep("follow_up", seen, self.write("POST", "/v1/follow-ups", self.texts(
            "follow_up_create", seen, meeting=meeting, item=item, partner="kcc")), name)

    def declaration(self, meeting, item, seen, name):
        return self.keep("declaration", seen, self.write("POST", f"/v1/meetings/{meeting}/declarations", self.texts(
            "declaration_create", seen, partner="kcc", item=item)), name)

    def attendance(self, meeting, seen, person, name, **members):
        return self.keep("attendance", seen, self.write("POST", f"/v1/meetings/{meeting}/attendance", self.texts(
            "attendance_create", seen, partner="kcc", organisation=NOBODY, capacity="in_attendance", deputy_for=NOBODY,
            person=self.word(person, "person"), **members)), name)

    def publish(self, meeting, what, day):
        self.write("POST", f"/v1/meetings/{meeting}/publications", {"what": what, "published_on": day})

    def agenda(self, meeting, row, text, name, kept, papers=False):
        """Items with papers: an open one, and restricted ones with a public title and without; `row` and `text` see
        that they are there and what an open one says, `kept` what the restricted ones do."""
        items = [self.item(meeting, "1", row, text, f"{name} item", kind="performance_report"),
                 self.item(meeting, "2", row, kept, f"{name} restricted item"),
                 self.item(meeting, "3", row, kept, f"{name} restricted item without a title")]
        self.paper(items[0], row, text, f"{name} paper")
        if papers:
            self.paper(items[0], row, kept, f"{name} restricted paper")
            self.paper(items[1], row, kept, f"{name} paper of the restricted item", own=False)
        return items

    def notes(self, meeting, items, row, seen, follow_up, name):
        """Minutes, decisions, follow-ups and declarations of items as agenda() makes them."""
        open_one, secret_one = items[0], items[1]
        minute = self.minute(meeting, open_one, row, row, f"{name} minute")
        secret = self.minute(meeting, secret_one, row, SECRET, f"{name} minute of the restricted item")
        own = self.minute(meeting, open_one, row, SECRET, f"{name} restricted minute", own=True)
        first = self.decision(meeting, seen, f"{name} decision", follow_up, item=open_one, minute=minute)
        hidden = self.decision(meeting, SECRET, f"{name} restricted decision", SECRET, item=secret_one, minute=secret,
                               follows=first)
        self.decision(meeting, seen, f"{name} decision that follows it", follow_up, item=open_one, follows=hidden)
        self.decision(meeting, SECRET, f"{name} decision of the restricted minute", SECRET, minute=own)
        for about, of in ((open_one, follow_up), (secret_one, SECRET)):
            self.follow_up(meeting, about, of, f"{name} follow-up of {self.ids[about][1]}")
        self.declaration(meeting, open_one, seen, f"{name} declaration")
        self.declaration(meeting, secret_one, SECRET, f"{name} restricted declaration")
        self.attendance(meeting, seen, JOINED & seen, f"{name} attendance", from_item=open_one, until_item=secret_one)

    def held_and_published(self, body, seen):
        name = f"{body} published"
        meeting = self.meeting(body, "2018-05-01", seen, "published")
        items = self.agenda(meeting, seen, seen, name, SECRET, papers=True)
        self.publish(meeting, "agenda", "2018-04-20")
        self.notes(meeting, items, seen, seen, seen, name)
        self.write("POST", f"/v1/meetings/{meeting}/holding", {"present_count": 3, "in_attendance_count": 1})
        self.publish(meeting, "minutes", "2018-05-10")
        # What came to it later is a draft.
        drafts = KEEPERS & seen
        draft = self.item(meeting, "4", drafts, drafts, f"{name} draft item")
        self.item(meeting, "5", drafts, SECRET, f"{name} draft of a restricted item")
        self.paper(items[0], drafts, drafts, f"{name} draft paper")
        self.paper(items[0], drafts, SECRET, f"{name} draft of a restricted paper")
        self.paper(items[1], drafts, SECRET, f"{name} draft paper of the restricted item", own=False)
        minute = self.minute(meeting, items[0], drafts, drafts, f"{name} draft minute")
        self.minute(meeting, items[0], drafts, SECRET, f"{name} draft of a restricted minute", own=True)
        late = self.decision(meeting, drafts, f"{name} decision of the draft minute", JOINED & seen, item=items[0],
                             minute=minute)
        self.decision(meeting, seen, f"{name} decision on the draft item", item=draft, follows=late)
        self.declaration(meeting, draft, seen, f"{name} declaration on the draft item")
        self.follow_up(meeting, draft, seen, f"{name} follow-up of the draft item")

    def held(self, body, seen):
        """Its agenda is published, its minutes are not."""
        name = f"{body} held"
        meeting = self.meeting(body, "2018-05-20", seen, "held")
        items = self.agenda(meeting, seen, seen, name, SECRET)
        self.publish(meeting, "agenda", "2018-05-10")
        self.write("POST", f"/v1/meetings/{meeting}/holding", {"present_count": 3})
        self.notes(meeting, items, KEEPERS & seen, KEEPERS & seen, JOINED & seen, name)

    def to_come(self, body, seen):
        """It takes up what was asked for before, also what not everybody knows of."""
        name = f"{body} to come"
        meeting = self.meeting(body, "2018-07-01", seen, "to come")
        self.agenda(meeting, seen, seen, name, SECRET)
        self.item(meeting, "7", seen, seen, f"{name} item that reports",
                  follow_up=self.by_name[f"{body} held decision follow-up"])
        self.item(meeting, "8", seen, SECRET, f"{name} item that reports what is restricted",
                  follow_up=self.by_name[f"{body} held restricted decision follow-up"])
        self.publish(meeting, "agenda", "2018-05-25")

    def not_announced(self, body, seen):
        drafts = KEEPERS & seen
        meeting = self.meeting(body, "2018-08-01", drafts, "draft")
        self.agenda(meeting, drafts, drafts, f"{body} draft", SECRET)

    def make_project(self, project, seen, public):
        """A project with all that belongs to it; approved, but for the one that is proposed."""
        address = f"/v1/projects/{project}"
        self.write("POST", "/v1/projects", self.texts(
            "project_create", seen, id=project, public=public, priorities=["road-safety"]))
        self.know("project", project, seen)
        self.write("POST", address + "/partners", {"partners": [
            {"organisation": self.word(seen, "organisation"), "role": self.word(seen, "role")}]})
        self.write("POST", address + "/targets", {"targets": [{"text": self.word(seen, "target")}]})
        self.write("POST", address + "/outcomes", {"outcomes": [
            {"text": self.word(seen, "outcome"), "result": self.word(seen, "result")}]})
        self.change(address, {"evaluation": self.word(seen, "evaluation")})
        if project != PROPOSED_PROJECT:
            self.write("POST", address + "/state", {"state": "approved", "text": self.word(seen, "step")})

    def make_bids(self):
        """A round that not everybody reads, and bids for who made them, the constituent partners and the commissioner:
        one is withdrawn, the others are awarded."""
        partners, ours = PARTNERS, frozenset(name for name in CALLERS if CALLERS[name] and
                                                     CALLERS[name][0] in ("kcc", "kfrs"))
        self.service.database.sql(FUND)
        self.make_round(KEPT_ROUND, partners, "control", "grants", 1000)
        self.write("POST", f"/v1/grant-rounds/{KEPT_ROUND}/criteria", {"criteria": [
            {"id": "need", "text": self.word(partners, "criterion")}]})
        bids = [self.keep("bid", ours, self.write("POST", f"/v1/grant-rounds/{KEPT_ROUND}/bids", self.texts(
            "bid_create", ours, project=project, amount_pence=100,
            answers=[{"criterion": "need", "text": self.word(ours, "answer")}])), f"bid {place}")
            for place, project in enumerate((PROPOSED_PROJECT, KEPT_PROJECT, PUBLIC_PROJECT))]
        self.write("POST", f"/v1/bids/{bids[0]}/withdrawal", {"reason": self.word(ours, "decided_because")})
        self.make_award(bids[1], partners, ours)
        award = self.award(bids[2], partners, ours, "withdrawn award")
        self.write("POST", f"/v1/awards/{award}/withdrawal", self.texts("award_withdrawal", partners))
        # One that the officer may award, if it knows of a decision.
        self.make_round(OFFICERS_ROUND, partners, "officer", "kcst-pooled-budget", 100)
        self.keep("bid", ours, self.write(
            "POST", f"/v1/grant-rounds/{OFFICERS_ROUND}/bids",
            self.texts("bid_create", ours, project=KEPT_PROJECT, amount_pence=100), caller="officer"), "officer's bid")

    def make_round(self, identity, seen, host, fund, pence):
        self.write("POST", "/v1/grant-rounds", self.texts(
            "grant_round_create", seen, id=identity, fund=fund, body=NOBODY, amount_pence=pence,
            opens_on="2018-05-01", closes_on="2018-06-30"), caller=host)
        self.know("round", identity, seen)

    def award(self, bid, seen, followed, name):
        """An award in two tranches, with two conditions and two returns of which one is overdue."""
        award = self.keep("award", seen, self.write("POST", f"/v1/bids/{bid}/award", self.texts(
            "award_create", seen, amount_pence=100, decision=self.by_name["open-board published decision"],
            tranches=[{"parts": 2, "due_on": "2018-05-01"}, {"parts": 1, "due_on": "2018-05-02"}],
            conditions=[{"text": self.word(followed, "condition"), "due_on": "2018-05-30"}, {
                "text": self.word(followed, "condition"), "due_on": "2018-07-01"}],
            returns=[{"due_on": "2018-05-10"}, {"due_on": "2018-07-01"}])), name)
        for kind, target in (("tranche", f"/v1/awards/{award}/tranches"),
                             ("condition", f"/v1/awards/{award}/conditions"),
                             ("return", f"/v1/monitoring-returns?award={award}")):
            for item in self.write("GET", target, None).json()["items"]:
                self.know(kind, item["id"], followed, f"{name}'s {kind} of {item['due_on']}")
        return award

    def make_award(self, bid, seen, followed):
        """One of which a tranche is paid and the other withheld, and something came back."""
        award = self.award(bid, seen, followed, "award")
        tranche, due = self.by_name["award's tranche of 2018-05-01"], self.by_name["award's return of 2018-05-10"]
        for condition in ("None", "2018-05-30"):  # that of the decision, which has no day, and one of the award's own
            condition = self.by_name[f"award's condition of {condition}"]
            self.write("POST", f"/v1/conditions/{condition}/outcome", self.texts(
                "condition_outcome", followed, outcome="met"))
        self.write("POST", f"/v1/monitoring-returns/{due}/receipt", self.texts(
            "return_receipt", followed, spent_pence=10))
        self.write("POST", f"/v1/tranches/{tranche}/payment", self.texts(
            "tranche_payment", followed, paid_on="2018-05-31"))
        self.write("POST", f"/v1/monitoring-returns/{due}/decision", self.texts(
            "return_decision", followed, outcome="failed"))
        for name in ("refund", "reversed refund"):
            refund = self.keep("refund", followed, self.write("POST", f"/v1/awards/{award}/refunds", self.texts(
                "refund_create", followed, amount_pence=10, received_on="2018-05-31")), name)
        self.write("POST", f"/v1/refunds/{refund}/reversal", self.texts("transfer_reversal", followed))

    def ask_for_secrets(self):
        """Reads what is restricted, which is written down; and remembers events, of which the colleague knows."""
        word = next(word for word, about in self.words.items() if about == (SECRET, "item_create.title"))
        for target in (f"/v1/search?q={word}", "/v1/decisions?body=open-board"):
            self.write("GET", target, None)
        for kind in ("item", "paper", "minute", "decision", "follow_up", "declaration"):
            about = next(i for i in self.pools[kind] if " restricted " in self.ids[i][1])
            events = self.write("GET", f"/v1/audit-events?object={about}", None).json()["items"]
            for event in events:
                self.know("event", event["id"], SECRET | {"colleague"}, f"of the {kind}")
        for event in self.write("GET", "/v1/audit-events?operation=search", None).json()["items"]:
            self.know("event", event["id"], SECRET | {"colleague"}, "of the search")

    # ---- What changes --------------------------------------------------------------------------

    def change_secrets(self):
        """Changes what of the published record only the control reads, in every way there is."""
        for body in BODIES:
            name = f"{body} published"
            meeting, items = self.by_name[name], self.by_name[f"{name} restricted item"]
            self.change(f"/v1/items/{items}", self.texts(
                "item_change", SECRET, kind="budget", marking="OFFICIAL-SENSITIVE", verbal=True, page_from=3, page_to=9,
                ref=NOBODY, place=NOBODY, public_title=NOBODY, public_interest=NOBODY))
            for paper in (f"{name} restricted paper", f"{name} paper of the restricted item"):
                self.change(f"/v1/papers/{self.by_name[paper]}", self.texts(
                    "paper_change", SECRET, place=NOBODY, public_title=NOBODY, public_interest=NOBODY))
            for minute in (f"{name} restricted minute", f"{name} minute of the restricted item"):
                self.change(f"/v1/minutes/{self.by_name[minute]}", self.texts(
                    "minute_change", SECRET, public_interest=NOBODY))
            # What stands on each agenda of the body is what no draft of an agenda puts on it again.
            for later, kind in (("item", "budget"), ("item without a title", "follow_ups")):
                self.change(f"/v1/items/{self.by_name[f'{body} to come restricted {later}']}", {"kind": kind})
            self.decision(meeting, SECRET, f"{name} restricted decision of later", SECRET, item=items,
                          kind="recommended", follows=self.by_name[f"{name} decision"])
            self.declaration(meeting, items, SECRET, f"{name} restricted declaration of later")
            self.follow_up(meeting, items, SECRET, f"{name} restricted follow-up of later")
            asked = self.by_name[f"{name} restricted decision follow-up"]
            self.write("POST", f"/v1/follow-ups/{asked}/closing", {"reason": self.word(SECRET, "closed_because")})
        paper = self.by_name["open-board published paper of the restricted item"]
        self.service.database.sql(
            f"DELETE FROM safer.paper_file WHERE paper = '{paper}'; UPDATE safer.paper_text SET file_name = NULL,"
            f" file_type = NULL, file_bytes = NULL, file_sha256 = NULL WHERE paper = '{paper}'")

    def change_drafts(self):
        """Changes drafts, and makes more of them."""
        for body, seen in BODIES.items():
            drafts = KEEPERS & seen
            name = f"{body} published"
            meeting, item = self.by_name[name], self.by_name[f"{name} item"]
            self.change(f"/v1/items/{self.by_name[f'{name} draft item']}", {"title": self.word(drafts, "title")})
            self.change(f"/v1/papers/{self.by_name[f'{name} draft paper']}", {"text": self.word(drafts, "text")})
            self.change(f"/v1/minutes/{self.by_name[f'{name} draft minute']}", {"text": self.word(drafts, "text")})
            self.item(meeting, "9", drafts, drafts, f"{name} draft item of later", kind="performance_report")
            self.item(meeting, "10", drafts, SECRET, f"{name} restricted draft item of later")
            self.paper(item, drafts, drafts, f"{name} draft paper of later")
            minute = self.minute(meeting, item, drafts, drafts, f"{name} draft minute of later")
            self.decision(meeting, drafts, f"{name} decision of the draft minute of later", item=item, minute=minute)
            draft = self.by_name[f"{body} draft"]
            self.change(f"/v1/meetings/{draft}", {"place": self.word(drafts, "place")})
            self.agenda(self.meeting(body, "2018-09-01", drafts, "draft of later"), drafts, drafts,
                        f"{body} draft of later", SECRET)
            held = self.by_name[f"{body} held"]
            self.minute(held, self.by_name[f"{body} held item"], drafts, drafts, f"{body} held minute of later")
            self.declaration(held, self.by_name[f"{body} held item"], drafts, f"{body} held declaration of later")

    def change_private(self):
        """Publishes more of the body that meets in private."""
        body = "closed-board"
        self.publish(self.by_name[f"{body} published"], "agenda", "2018-05-30")
        self.publish(self.by_name[f"{body} published"], "minutes", "2018-05-30")
        self.publish(self.by_name[f"{body} held"], "minutes", "2018-05-30")
        self.publish(self.by_name[f"{body} draft"], "agenda", "2018-05-30")
        self.write("POST", f"/v1/meetings/{self.by_name[f'{body} to come']}/cancellation",
                   {"reason": self.word(JOINED, "cancelled_because")})
