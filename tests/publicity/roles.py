"""docs/who-sees-reviews.md as data, and the reviews that its roles are tried on.

SPDX-License-Identifier: MIT

Every text written here is a word of its own that stands nowhere else, so that wherever it comes up it is known which
column of the table it belongs to.
"""

import json
import os
import re
import urllib.parse
import uuid

from service import ROOT

PAGE = os.path.join(ROOT, "docs", "who-sees-reviews.md")
TODAY = "2020-03-01"
WORD = re.compile(r"[Zz]y[a-j]{6}q")
OTHERS = ("funds.read funds.write contributions.write posts.write csa.write indicators.write meetings.write"
          " projects.write agreements.write restricted.read")
ALL = OTHERS + " dhrs.read dhrs.write dhrs.report audit.read"
# Partner and scopes of each role's token; (None, scopes, subject): a person's, who acts for no partner.
CALLERS = {
    "coordinator": ("kcc", ALL),
    "chair": (None, "dhrs.read", "chair-of-this"),
    "panel member": ("kent-police", OTHERS + " dhrs.read dhrs.report"),
    "former panel member": ("kfrs", OTHERS + " dhrs.read dhrs.report"),
    "panel member elsewhere": ("canterbury", ALL),
    "chair elsewhere": (None, ALL, "chair-of-another"),
    "action owner": ("swale", OTHERS + " dhrs.report"),
    "auditor": ("kcc", "audit.read"),
    "colleague": ("kent-police", OTHERS),
    "local partnership": ("medway-csp", OTHERS + " dhrs.read"),
    "other partner": ("dover", ALL),
    "public": None,
}
# What was given and spent, of which a part was for a review.
GIVEN, SPENT = "0190fffe-0000-7000-8000-000000000011", "0190fffe-0000-7000-8000-000000000012"
MONEY = f"""SELECT set_config('safer.partner', 'kent-pcc', false), set_config('safer.today', '{TODAY}', false);
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference)
VALUES ('{GIVEN}', 'dhr-fund', 'kent-pcc', '2019/20', 1200000, '2019-05-01', 'G');
SELECT set_config('safer.partner', 'kcc', false);
INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on, external_reference)
VALUES ('{SPENT}', 'dhr-fund', 'kcc', 'reviews', 500000, '2019-06-01', 'S')"""
COLUMNS = ["review", "account", "people", "recommendations", "own actions", "actions", "money", "draft", "accesses",
           "published"]


def tables(text):
    """Each table of a page: its rows, the head first, as lists of cells."""
    found, rows = [], []
    for line in text.split("\n") + [""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            found.append([rows[0]] + rows[2:])
            rows = []
    return found


class Page:
    """What the page says: `may[role][column]`, `deals[operation]` = (column, needs), `others` the rest."""

    def __init__(self):
        with open(PAGE, encoding="utf-8") as file:
            text = file.read()
        by_head = {tuple(table[0]): table[1:] for table in tables(text)}
        self.may = {row[0]: dict(zip(COLUMNS, row[1:])) for row in by_head[("role", *COLUMNS)]}
        self.described = [row[0] for row in by_head[("role", "who that is", "how it is known")]]
        self.deals = {row[0].strip("`"): (row[1], row[2]) for row in by_head[("operation", "column", "needs")]}
        self.others = set(re.findall(r"`(\w+)`", text[text.index("## Operations that deal with no review"):]))


class Reviews:
    """A review with everything in it, another, and one that is published."""

    def __init__(self, service, connection):
        self.connection = connection
        service.database.sql(MONEY)
        self.made = 0
        self.words = {}  # each word: the columns any of which shows it
        self.ids = {}
        self.of = {}  # what path parameters stand for, by the columns they lead to
        self.write_this()
        self.write_another()
        self.write_published()

    def word(self, *columns):
        number, self.made = self.made, self.made + 1
        word = "zy" + "".join("abcdefghij"[number // 10 ** p % 10] for p in range(5, -1, -1)) + "q"
        self.words[word] = set(columns)
        return word

    def post(self, target, body, method="POST", headers=None, caller="coordinator"):
        headers = {**(headers or {}), "Idempotency-Key": str(uuid.uuid4())}
        reply = self.connection.ask(caller, method, target, body, headers)
        if reply.status not in (200, 201):
            raise AssertionError(f"{method} {target} {body}: {reply.status} {reply.text}")
        return reply.json()

    def stages(self, review, *stages):
        for day, stage in enumerate(stages, 1):
            self.post(f"/v1/dhrs/{review}/stages", {**stage, "reached_on": f"2019-02-{day:02}"})

    def review(self, name, partnership="medway-csp"):
        """A review with a chair and a panel."""
        made = self.post("/v1/dhrs", {
            "pseudonym": self.word("review").capitalize() + "/2019", "reference": self.word("review"),
            "partnership": partnership, "notified_on": "2019-01-31", "aliases": [self.word("review")],
            "summary": self.word("review"), "documents_location": self.word("review"), "note": self.word("review")})["id"]
        self.post(f"/v1/dhrs/{made}/panel", {"members": [
            *({"partner": partner, "office": self.word("review"), "from_on": "2019-02-01", "to_on": to_on}
              for partner, to_on in (name[1])),
            {"organisation": self.word("review"), "from_on": "2019-02-01"}]})
        self.post(f"/v1/dhrs/{made}/chair", {
            "office": self.word("review"), "from_on": "2019-02-01",
            "account": {"issuer": "safer-development", "subject": name[0]}})
        return made

    def recommend(self, review, partner):
        """A recommendation to a partner and to another organisation: the ids of it and of its two actions."""
        own = self.word("own actions" if partner == "swale" else "actions", "actions")
        made = self.post(f"/v1/dhrs/{review}/recommendations", {
            "reach": "local", "text": self.word("recommendations"), "addressees": [
                {"partner": partner, "actions": [{"text": own, "due_on": "2019-12-31"}]},
                {"organisation": self.word("recommendations", "actions"),
                 "actions": [{"text": self.word("actions"), "due_on": "2019-12-30"}]}]})
        actions = [addressee["actions"][0]["id"] for addressee in made["addressees"]]
        for action, columns in zip(actions, (("own actions", "actions"), ("actions",))):
            self.post(f"/v1/dhr-actions/{action}/reports", {
                "state": "in_progress", "text": self.word(*columns), "evidence": self.word(*columns)})
        return [made["id"], *actions]

    def write_this(self):
        this = self.review(("chair-of-this", [("kent-police", None), ("kfrs", "2019-06-30"), ("kcc", None)]))
        self.post(f"/v1/dhrs/{this}/persons", {"persons": [
            {"role": "victim", "sex": "female", "age_band": "25_44"},
            {"role": "perpetrator", "sex": "male", "age_band": "45_64", "relationship": "former_partner"}]})
        self.stages(this, {"stage": "decision", "decision": "review"}, {"stage": "commissioned"})
        self.post(f"/v1/dhrs/{this}/costs", {"expenditure": SPENT, "amount_pence": 234567})
        self.post(f"/v1/dhrs/{this}/contributions", {"contribution": GIVEN, "amount_pence": 234567})
        recommendation, own, other = self.recommend(this, "swale")
        self.ids = {this: {"review", "accesses"}, recommendation: {"recommendations", "actions", "accesses"},
                    own: {"own actions", "actions", "accesses"}, other: {"actions", "accesses"}}
        self.words["chair-of-this"] = {"account"}
        self.of = {"dhr": this, "dhr_recommendation": recommendation, "dhr_action": own, "other_action": other}

    def write_another(self):
        another = self.review(("chair-of-another", [("canterbury", None)]), "thanet")
        self.recommend(another, "thanet")
        # What is of the other review is not what is looked for.
        first = list(self.words).index("chair-of-this")
        for word in list(self.words)[first + 1:]:
            del self.words[word]

    def write_published(self):
        """What the public is told of this review, which is to come, and of one that is published."""
        self.tell(self.of["dhr"], "draft")
        first = len(self.words)
        published = self.review(("chair-of-published", []), "medway-csp")
        recommendation = self.post(f"/v1/dhrs/{published}/recommendations", {
            "reach": "national", "text": self.word("recommendations"), "addressees": [
                {"organisation": "A ministry", "actions": [{"text": "Do", "due_on": "2019-12-31"}]}]})["id"]
        self.stages(published, {"stage": "decision", "decision": "review"}, *(
            {"stage": stage} for stage in ("commissioned", "chair_appointed", "panel", "terms_of_reference",
                                           "management_reviews", "overview_report", "sign_off",
                                           "quality_assurance")),
                    {"stage": "home_office_answer", "answer": "adequate"})
        # What is of that review beside what is published is not what is looked for.
        for word in list(self.words)[first:]:
            del self.words[word]
        self.tell(published, "published", recommendation)
        self.post(f"/v1/dhrs/{published}/stages", {"stage": "published", "reached_on": "2019-03-01"})
        self.of["published_dhr"] = self.connection.ask("public", "GET", "/v1/published-dhrs").json()["items"][0]["id"]

    def tell(self, review, column, recommendation=None):
        """What the public is told of a review."""
        self.post(f"/v1/dhrs/{review}/publication", {
            "title": self.word(column), "summary": self.word(column),
            "url": "https://example.org/" + self.word(column), "lessons": [self.word(column)],
            "recommendations": [{"recommendation": recommendation or self.of["dhr_recommendation"],
                                 "text": self.word(column, *(["recommendations"] if column == "draft" else []))}]},
                  "PUT", {"If-Match": "*"})
