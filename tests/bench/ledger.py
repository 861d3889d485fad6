"""What sums over the ledger cost, by how much there is of it: of one fund, and of all.

SPDX-License-Identifier: MIT

A ledger is a database of its own with a service of its own (ledger.sql says what is in it); each question is asked of
all of them in turn, so that what grows is seen within a minute of one machine.
"""

import json
import os
from dataclasses import dataclass, replace

from contenders import TODAY, Load, Service, named

FUNDS = 199  # of the usual size, in each ledger
KEPT = 50    # postings that bench-kept has in each ledger
CONNECTIONS = 2


@dataclass
class Ledger:
    share: int
    database: object
    service: Service

    @property
    def postings(self):
        return (FUNDS + 10) * self.share + KEPT


@dataclass
class Question:
    title: str
    case: str
    path: str
    sql: str = None       # the operation's statement, and what its parameters are
    values: dict = None


@dataclass
class Fund:
    id: str
    title: str
    size: object  # of a ledger's share: how many postings it has


@dataclass
class Cell:
    """One question about one fund of one ledger, once."""
    question: str
    fund: str
    share: int
    server_us: float
    database_us: float


QUESTIONS = {
    "statement": Question("statement", "about", "/v1/funds/{fund}/statement?financial_year=2018/19",
                          "funds/get_fund_statement", {"financial_year": "'2018/19'"}),
    "known": Question("statement as of a day", "about",
                      "/v1/funds/{fund}/statement?financial_year=2018/19&as_of=2019-05-01T00:00:00Z",
                      "funds/get_fund_statement",
                      {"financial_year": "'2018/19'", "as_of": "'2019-05-01T00:00:00Z'"}),
    "balances": Question("balances", "about", "/v1/funds/{fund}/balances", "funds/list_fund_balances", {}),
    "shares": Question("shares", "about", "/v1/funds/{fund}/shares", "funds/get_fund_shares", {}),
    "forecast": Question("forecast, the ledger first", "about",
                         "/v1/funds/{fund}/forecast?from=2018-04&to=2021-03&actual_until=2019-05",
                         "funds/get_fund_forecast",
                         {"from": "'2018-04'", "to": "'2021-03'", "actual_until": "'2019-05'"}),
    "spending": Question("spending, as a dry run", "try_to_spend", "{fund}"),
}
ABOUT = [
    Fund("bench-001", "open", lambda share: share),
    Fund("bench-002", "past years closed", lambda share: share),
    Fund("bench-large", "open, large", lambda share: 10 * share),
    Fund("bench-kept", "open, as small in each", lambda share: KEPT),
]


def make(database, share, folder):
    """A ledger from what `saferd migrate` has made of `database`, in which there is nothing else yet."""
    made = replace(database, name=f"ledger_{share}")
    database.sql(f"CREATE DATABASE {made.name} TEMPLATE {database.name}")
    with open(os.path.join(os.path.dirname(__file__), "ledger.sql"), encoding="utf-8") as file:
        made.sql(file.read(), share=share)
    return Ledger(share, made, Service(os.environ["BENCH_SAFERD"], made, folder))


def pages(ledger, question, fund):
    """How many pages PostgreSQL looks at for the answer, once its plans are kept."""
    values = {**question.values, "fund": f"'{fund.id}'"}
    statement = named(question.sql, **values).rstrip().rstrip(";")
    explained = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement};"
    # The last of several: by then its plans are kept, and pages that were dirty have been looked at before.
    answer = ledger.database.sql(
        f"SET ROLE safer_service; SET search_path = ''; SET jit = off; SET max_parallel_workers_per_gather = 0;"
        f" SET safer.partner = 'kcc'; SET safer.today = '{TODAY}';" + explained * 8)
    plan = json.loads(answer.split("\n[\n")[-1].join(["[", ""]))[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def measure_all(ledgers, given, token, folder, measure_load, say):
    cells = []
    for number in range(given.rounds):
        for name in given.questions:
            question = QUESTIONS[name]
            for fund in ABOUT:
                for ledger in ledgers:
                    load = Load(question.case, CONNECTIONS, given.seconds, 0, folder, question.path.format(fund=fund.id))
                    found = measure_load(ledger.service, load, token, ledger.database, number)
                    cells.append(Cell(question.title, fund.title, ledger.share, found.server_us, found.database_us))
                    say(f"  {question.title:26} {fund.title:24} {ledger.postings:10,}  "
                        f"{found.server_us:8.1f} + {found.database_us:9.1f} us")
    return cells


def measure(ledgers, given, folder, measure_load, say):
    """The cells, and the pages by question, fund and share."""
    try:
        for ledger in ledgers:
            ledger.service.start()
        cells = measure_all(ledgers, given, ledgers[0].service.token(), folder, measure_load, say)
    finally:
        for ledger in ledgers:
            ledger.service.stop()
    asked = [QUESTIONS[name] for name in given.questions if QUESTIONS[name].sql]
    return cells, {(question.title, fund.title, ledger.share): pages(ledger, question, fund)
                   for question in asked for fund in ABOUT for ledger in ledgers}
