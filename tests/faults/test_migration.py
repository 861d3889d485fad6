"""`saferd migrate` with one of its calls failing: the database is as it was, or as it should be; it says so; again.

SPDX-License-Identifier: MIT

It makes thousands of calls, so a few of each kind are made to fail, evenly spread, and the last ones, which are
around COMMIT. SAFER_TEST_NUMBERS says how many.
"""

import os
import subprocess
import sys
import unittest

from service import Database, setting

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from faults import DATABASE, DATABASE_SOCKET, MEMORY, Sql, new_plan, use_faulty  # noqa: E402

NUMBERS = int(os.environ.get("SAFER_TEST_NUMBERS") or 4)
LAST = 3  # of the calls, around COMMIT
NEVER = 1 << 40

# All that a migration makes, by name; and each with its number, which is another once it was made anew.
MADE = """SELECT md5(string_agg(concat_ws(' ', made.*), E'\\n' ORDER BY made.*)) FROM (
    SELECT 'relation', oid::regclass::text, relkind::text, 0, {oid} FROM pg_class
        WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('safer', 'api'))
    UNION ALL SELECT 'function', oid::regprocedure::text, md5(prosrc), 0, {oid} FROM pg_proc
        WHERE pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('safer', 'api'))
    UNION ALL SELECT 'policy', polname, polrelid::regclass::text, 0, {oid} FROM pg_policy
    UNION ALL SELECT 'trigger', tgname, tgrelid::regclass::text, 0, {oid} FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'schema', nspname, '', 0, {oid} FROM pg_namespace WHERE nspname IN ('safer', 'api')
) AS made"""
RECORDED = """SELECT concat_ws(' ', (SELECT digest FROM safer.schema_state),
    (SELECT md5(string_agg(name || sha256, ' ' ORDER BY name)) FROM safer.schema_migration),
    (SELECT count(*) FROM safer.partner), (SELECT count(*) FROM safer.agreement))"""


class Migration(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        use_faulty()
        cls.plan = new_plan()
        cls.addClassCleanup(os.unlink, cls.plan.path)
        cls.right = cls.look(Database())

    @classmethod
    def look(cls, database):
        """How a database should be; it is dropped."""
        sql = Sql(database)
        try:
            return sql.ask(MADE.format(oid=0)), sql.ask(RECORDED)
        finally:
            sql.close()
            database.drop()

    def setUp(self):
        self.database = self.sql = None
        self.addCleanup(self.drop)

    def take(self, make):
        """A database to migrate, in place of the last one."""
        self.drop()
        self.database = make()
        self.sql = Sql(self.database)

    def drop(self):
        if self.database:
            self.sql.close()
            self.database.drop()
            self.database = None

    @staticmethod
    def empty():
        return Database("template0")

    @staticmethod
    def of_another_version():
        database = Database()
        database.sql("UPDATE safer.schema_state SET digest = 'another'; DROP VIEW api.fund_contributors CASCADE")
        return database

    def migrate(self, kind, at, persists=False):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("SAFER_", "PG"))}
        environment.update(
            SAFER_FAULTS=self.plan.path, DATABASE_URL=self.database.url(),
            SAFER_MIGRATE_URL=self.database.url("safer_migrate"), SAFER_STATE="/nonexistent")
        self.plan.arm(kind, at, persists)
        ended = subprocess.run([setting("SAFERD"), "migrate", "--published-data"], env=environment,
                               capture_output=True, text=True, timeout=120, check=False)
        self.plan.disarm()
        return ended

    def state(self):
        return self.sql.ask(MADE.format(oid="oid"))

    def is_right(self):
        return (self.sql.ask(MADE.format(oid=0)) == self.right[0]
                and self.sql.ask(RECORDED) == self.right[1])

    def hold(self, make, kind):
        """Some of its calls fail, each in turn."""
        self.take(make)
        self.assertEqual(self.migrate(kind, NEVER).returncode, 0)
        self.assertTrue(self.is_right())
        calls = self.plan.calls
        self.assertGreater(calls, 3)
        self.take(make)
        before = self.state()
        count = min(NUMBERS, calls)
        for at in sorted({1 + calls * i // count for i in range(count)}
                         | set(range(max(calls - LAST, 0) + 1, calls + 1))):
            ended = self.migrate(kind, at)
            said = f"call {at} of {calls}: {ended}\n"
            unchanged = self.state() == before
            self.assertIn(ended.returncode, (0, 1), said)
            self.assertNotIn("Sanitizer", ended.stderr, said)
            self.assertTrue(unchanged or self.is_right(), said + self.plan.trace())
            if ended.returncode:
                self.assertRegex(ended.stderr, r"\Asaferd migrate: .*[a-z] [a-z]", said)
                self.assertTrue(unchanged or "COMMIT was not answered" in ended.stderr, said)
            else:
                self.assertTrue(self.is_right(), said)
            if not unchanged:
                self.take(make)
                before = self.state()
        ended = self.migrate(kind, NEVER)
        self.assertEqual(ended.returncode, 0, ended)
        self.assertTrue(self.is_right())


def add_tests():
    makes = {"an_empty_database": Migration.empty, "a_database_of_another_version": Migration.of_another_version}
    kinds = {"a_call_of_libpq_fails": DATABASE, "the_connection_is_cut": DATABASE_SOCKET,
             "an_allocation_fails": MEMORY}
    for where, make in makes.items():
        for what, kind in kinds.items():
            setattr(Migration, f"test_{what}_on_{where}",
                    lambda self, make=make, kind=kind: self.hold(make, kind))


add_tests()


if __name__ == "__main__":
    unittest.main()
