"""A database that was in use is migrated: what was on its ledger stands, and goes on from there.

SPDX-License-Identifier: MIT

Each test makes the tables as earlier migrations left them, fills them as that version would have, and migrates.
"""

import hashlib
import os
import subprocess
import unittest

from service import ROOT, Database, Service, setting

FOLDER = os.path.join(ROOT, "sql", "migrations")

# What 0002_contributions.sql held: one posted, one confirmed, one reversed.
CONTRIBUTIONS = """
SET session_replication_role = replica;
INSERT INTO safer.partner (id, name, kind) VALUES ('kcc', 'Kent County Council', 'constituent'),
    ('kfrs', 'Kent Fire and Rescue Service', 'constituent'), ('kent-police', 'Kent Police', 'constituent');
INSERT INTO safer.fund (id, name, host, rolls_forward)
VALUES ('kcst-pooled-budget', 'Kent Community Safety Team pooled budget', 'kfrs', true);
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference,
    confirmed_on, bank_reference, reversed_by, reversed_at, reversal_reason)
VALUES
    ('01900000-0000-7000-8000-000000000001', 'kcst-pooled-budget', 'kcc', '2018/19', 1600000, '2018-04-03', 'A',
        NULL, NULL, NULL, NULL, NULL),
    ('01900000-0000-7000-8000-000000000002', 'kcst-pooled-budget', 'kfrs', '2018/19', 1500000, '2018-04-03', 'B',
        '2018-04-05', 'BACS 1', NULL, NULL, NULL),
    ('01900000-0000-7000-8000-000000000003', 'kcst-pooled-budget', 'kcc', '2017/18', 700, '2018-04-03', 'C',
        NULL, NULL, '01900000-0000-7000-8000-000000000014', '2018-04-04T00:00:00Z', 'Wrong');
INSERT INTO safer.account (id, fund, kind, partner) OVERRIDING SYSTEM VALUE
VALUES (1, 'kcst-pooled-budget', 'in-transit', NULL), (2, 'kcst-pooled-budget', 'contributions', 'kcc'),
    (3, 'kcst-pooled-budget', 'contributions', 'kfrs'), (4, 'kcst-pooled-budget', 'bank', NULL);
SELECT setval(pg_get_serial_sequence('safer.account', 'id'), 4);
INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, occurred_on)
VALUES
    ('01900000-0000-7000-8000-000000000011', 'kcst-pooled-budget', 'contribution',
        '01900000-0000-7000-8000-000000000001', '2018/19', '2018-04-03'),
    ('01900000-0000-7000-8000-000000000012', 'kcst-pooled-budget', 'contribution',
        '01900000-0000-7000-8000-000000000002', '2018/19', '2018-04-03'),
    ('01900000-0000-7000-8000-000000000015', 'kcst-pooled-budget', 'receipt',
        '01900000-0000-7000-8000-000000000002', '2018/19', '2018-04-05'),
    ('01900000-0000-7000-8000-000000000013', 'kcst-pooled-budget', 'contribution',
        '01900000-0000-7000-8000-000000000003', '2017/18', '2018-04-03'),
    ('01900000-0000-7000-8000-000000000014', 'kcst-pooled-budget', 'reversal',
        '01900000-0000-7000-8000-000000000003', '2017/18', '2018-04-04');
INSERT INTO safer.posting (entry, line, debit_account, credit_account, amount_pence)
VALUES ('01900000-0000-7000-8000-000000000011', 1, 1, 2, 1600000),
    ('01900000-0000-7000-8000-000000000012', 1, 1, 3, 1500000),
    ('01900000-0000-7000-8000-000000000015', 1, 4, 1, 1500000),
    ('01900000-0000-7000-8000-000000000013', 1, 1, 2, 700),
    ('01900000-0000-7000-8000-000000000014', 1, 2, 1, 700);
"""


def earlier(*names):
    """A database in which only these migrations were applied, as their version applied them."""
    database = Database("template1")
    database.sql("GRANT CREATE ON DATABASE %s TO safer_owner" % database.name)
    database.sql("""SET ROLE safer_owner; CREATE SCHEMA safer; CREATE SCHEMA api;
        CREATE TABLE safer.schema_migration (name text PRIMARY KEY, sha256 text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE safer.schema_state (single boolean PRIMARY KEY DEFAULT true CHECK (single), digest text NOT NULL)""")
    for name in names:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            text = file.read()
        database.sql("SET ROLE safer_owner; SET search_path = '';" + text)
        database.sql("INSERT INTO safer.schema_migration (name, sha256) VALUES ('%s', '%s')"
                     % (name, hashlib.sha256(text.encode()).hexdigest()))
    return database


def migrate(database):
    return subprocess.run(
        [setting("SAFERD"), "migrate", "--published-data"], capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "DATABASE_URL": database.url(), "SAFER_MIGRATE_URL": database.url("safer_migrate"),
             "SAFER_STATE": setting("SAFER_TEST_FOLDER")})


class Upgrade(unittest.TestCase):
    def test_a_ledger_of_contributions_stands_and_goes_on(self):
        database = earlier("0001_foundation.sql", "0002_contributions.sql", "0003_service.sql")
        self.addCleanup(database.drop)
        database.sql(CONTRIBUTIONS)
        done = migrate(database)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(database.sql("SELECT count(*) FROM safer.posting AS p JOIN safer.entry AS e"
                                      " ON e.id = p.entry AND e.fund = p.fund AND e.belongs_to = e.financial_year").strip(), "5")
        self.assertEqual(database.sql("SELECT string_agg(booked_in, ' ' ORDER BY id) FROM safer.contribution").strip(),
                         "2018/19 2018/19 2017/18")
        self.assertEqual(
            database.sql("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
                         " WHERE relnamespace = 'safer'::regnamespace AND relkind = 'r' AND relrowsecurity"
                         " AND NOT relforcerowsecurity").strip(), "", "row security is forced again everywhere")
        service = Service(database=database)
        self.addCleanup(service.clean_up)
        token = service.token("kfrs-finance", "kfrs", "funds.read funds.write")
        statement = service.get("/v1/funds/kcst-pooled-budget/statement?financial_year=2018/19", token).json()
        self.assertEqual((statement["opening_pence"], statement["closing_pence"], statement["unconfirmed_pence"]),
                         (0, 3100000, 1600000))
        receipt = service.post("/v1/contributions/01900000-0000-7000-8000-000000000001/receipt",
                               {"confirmed_on": "2018-04-06", "bank_reference": "BACS 2"}, token, "r")
        self.assertEqual(receipt.status, 200, receipt)
        self.assertEqual(database.sql("SELECT sum(balance_pence) FROM api.balances").strip(), "0")
        self.assertEqual(database.sql("SELECT balance_pence FROM api.balances WHERE kind = 'bank'").strip(), "3100000")


if __name__ == "__main__":
    unittest.main()
