# Tests of the generator: each fault is found and named, and what it writes compiles and says the contract.
# SPDX-License-Identifier: MIT
"""Each fault is made in a copy of fixtures/good, which has none; the faults named must be just those."""
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stderr
from pathlib import Path

sys.dont_write_bytecode = True

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / 'api/contract'))

import yaml

import datapackage
import operations
import sources

LIST = 'sql/queries/partners/list_partners.sql'
HEAD = 'sql/queries/partners/list_partners.head.sql'
CREATE = 'sql/queries/partners/create_partner.sql'
GET = 'sql/queries/partners/get_partner.sql'


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root, self.output = Path(folder.name, 'root'), Path(folder.name, 'out')
        shutil.copytree(HERE / 'fixtures/good', self.root)
        self.output.mkdir()
        self.write('api/database/embedded.h', (ROOT / 'api/database/embedded.h').read_text())

    def write(self, name, text):
        Path(self.root, name).parent.mkdir(parents=True, exist_ok=True)
        Path(self.root, name).write_text(text, encoding='utf-8')

    def edit(self, name, old, new):
        text = Path(self.root, name).read_text(encoding='utf-8')
        self.assertIn(old, text)
        self.write(name, text.replace(old, new, 1))

    def contract(self, old, new):
        self.edit('openapi.yaml', old, new)

    def generate(self):
        said = io.StringIO()
        with redirect_stderr(said):
            status = operations.main(['--root', str(self.root), '--output', str(self.output)])
        return status, said.getvalue().splitlines()

    def finds(self, *expected):
        """There is one fault for each of `expected`, and it begins with the file and has the words."""
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertEqual(len(expected), len(lines), lines)
        for file, words in expected:
            self.assertTrue(any(line.startswith(file) and words in line for line in lines),
                            f'{file} ... {words} is not in {lines}')
        self.assertEqual([], list(self.output.iterdir()), 'something was written in spite of a fault')

    def is_good(self):
        self.assertEqual((0, []), self.generate())


class WhoSeesWhat(Case):
    def generate_with_roles(self):
        said = io.StringIO()
        with redirect_stderr(said):
            status = operations.main(['--root', str(self.root), '--output', str(self.output), '--roles', 'roles.md'])
        return status, said.getvalue().splitlines()

    def test_an_operation_that_the_page_of_roles_does_not_name_fails_the_build(self):
        known = re.findall(r'operationId: (\w+)', Path(self.root, 'openapi.yaml').read_text(encoding='utf-8'))
        self.write('roles.md', ' '.join(f'`{name}`' for name in known))
        self.assertEqual((0, []), self.generate_with_roles())
        self.write('roles.md', ' '.join(f'`{name}`' for name in known[1:]))
        status, lines = self.generate_with_roles()
        self.assertEqual((1, 1), (status, len(lines)))
        self.assertTrue(lines[0].startswith(f'roles.md: {known[0]} is in no table'), lines)

    def test_a_page_of_roles_that_is_missing_fails_the_build(self):
        status, lines = self.generate_with_roles()
        self.assertEqual(1, status)
        self.assertIn('roles.md: is missing: write it', lines)


class WhatIsWritten(Case):
    def compile(self, compiler='gcc'):
        self.is_good()
        command = [compiler, '-std=gnu17', '-Wall', '-Wextra', '-Wpedantic', '-Wno-overlength-strings', '-Werror',
                   '-I', str(ROOT / 'api'), '-o', str(self.output / 'walk'), str(HERE / 'fixtures/walk.c'),
                   *(str(self.output / name) for name in operations.OUTPUTS)]
        subprocess.run(command, check=True)
        return subprocess.run([str(self.output / 'walk')], check=True, capture_output=True, text=True).stdout

    def test_the_tables_compile_and_say_what_the_contract_says(self):
        expected = HERE / 'fixtures/walk.expected'
        self.assertEqual(expected.read_text(encoding='utf-8'), self.compile())

    def test_an_operation_without_security_of_its_own_has_the_documents(self):
        self.contract("security: [{bearer: [partners.read]}]\n", "security: [{bearer: [funds.read]}]\n")
        self.assertIn('scopes funds.read', self.compile())

    def test_the_same_contract_gives_the_same_bytes(self):
        self.is_good()
        first = [(self.output / name).read_bytes() for name in operations.OUTPUTS]
        command = [sys.executable, str(ROOT / 'api/contract/operations.py'), '--root', str(self.root),
                   '--output', str(self.output)]
        subprocess.run(command, check=True, env={'PYTHONHASHSEED': '7'})
        self.assertEqual(first, [(self.output / name).read_bytes() for name in operations.OUTPUTS])

    def test_the_depfile_names_each_file_and_folder_read(self):
        self.is_good()
        made, _, read = (self.output / 'operations.d').read_text().partition(': ')
        self.assertEqual([str(self.output / name) for name in operations.OUTPUTS], made.split())
        files = {str(path) for path in self.root.rglob('*') if path.is_file()}
        folders = {str(self.root / name) for name in ('schema', 'sql', 'sql/queries', 'sql/queries/partners',
                                                      'sql/queries/service', 'sql/migrations', 'sql/functions',
                                                      'sql/views', 'sql/policies', 'sql/data')}
        own = {str(ROOT / 'api/contract' / name) for name in ('datapackage.py', 'operations.py', 'sources.py',
                                                          'tables.py')}
        self.assertEqual(files | folders | own, set(read.split()))

    def test_a_path_with_a_blank_is_escaped_in_the_depfile(self):
        tree = operations.Tree('a b')
        self.assertIn(r'a\ b/sql', operations.depfile('a b', 'out', tree))

    def test_the_digest_is_over_the_schema_but_not_the_data(self):
        digest = lambda: re.search(r'sql_digest\[\] = "(\w{64})"', (self.output / 'embedded.c').read_text())[1]
        self.is_good()
        first = digest()
        self.edit('sql/data/0001_partners.sql', 'kcc', 'kfrs')
        self.is_good()
        self.assertEqual(first, digest())
        for name in ('migrations/0001_partners', 'functions/today', 'views/partners', 'policies/partner'):
            before = digest()
            self.edit(f'sql/{name}.sql', ';', ' ;')
            self.is_good()
            self.assertNotEqual(before, digest(), name)

    def test_any_text_survives_as_a_c_string(self):
        text = 'tab\t "quoted" back\\slash ??= ?? é\x7f\x01' + '1' * 200 + '\n\n' + 'word ' * 40 + '\u2028end'
        self.assertEqual(text, self.through_c(text))
        self.assertEqual('', self.through_c(''))

    def through_c(self, text):
        source = f'#include <stdio.h>\nint main(void) {{ fputs({operations.tables.c_text(text)}, stdout); }}\n'
        program = str(self.output / 'text')
        subprocess.run(['gcc', '-std=gnu17', '-Wall', '-Wextra', '-Wpedantic', '-Wtrigraphs', '-Werror', '-x', 'c', '-o',
                        program, '-'], check=True, input=source.encode())
        return subprocess.run([program], check=True, capture_output=True).stdout.decode()


class Documents(Case):
    def documents(self):
        self.is_good()
        tree = operations.Tree(self.root)
        return operations.read_documents(tree, operations.Bundle(tree).contract)

    def test_yaml_and_json_say_the_same_to_readers_of_either_version_of_yaml(self):
        documents = self.documents()
        as_json = json.loads(documents['/openapi.json'][1])
        text = documents['/openapi.yaml'][1]
        self.assertEqual(as_json, yaml.load(text, sources.Yaml12))
        self.assertEqual(as_json, yaml.safe_load(text))
        self.assertEqual(list(as_json), list(yaml.safe_load(text)))
        self.assertEqual('on', as_json['paths']['/v1/partners']['get']['parameters'][1]['name'])
        self.assertEqual('2018-01-01', as_json['paths']['/v1/partners']['get']['parameters'][1]['schema']['default'])

    def test_each_reference_leads_to_a_component_of_the_same_document(self):
        contract = json.loads(self.documents()['/openapi.json'][1])
        found = re.findall(r'"\$ref": "([^"]*)"', json.dumps(contract))
        self.assertIn('#/components/schemas/partner.slug', found)
        for reference in found:
            self.assertIsInstance(sources.look_up(contract, reference), dict, reference)
        self.assertEqual({'members', 'kind', 'partner', 'partner.slug', 'partner_create'},
                         set(contract['components']['schemas']))
        self.assertEqual(['type', 'properties'], list(contract['components']['schemas']['partner']))

    def test_a_component_may_be_a_file_of_the_same_name(self):
        self.contract('    members:\n', '    kind: {$ref: schema/kind.json}\n    members:\n')
        contract = json.loads(self.documents()['/openapi.json'][1])
        self.assertEqual('string', contract['components']['schemas']['kind']['type'])

    def test_what_looks_like_a_reference_in_an_example_is_left_alone(self):
        self.edit('schema/kind.json', '{"type"', '{"examples": [{"$ref": "nowhere.json"}], "type"')
        self.is_good()

    def test_a_member_may_have_the_name_of_a_map(self):
        self.edit('schema/partner.json', '"properties": {',
                  '"properties": {"headers": {"type": "object", "default": {"$ref": "nowhere.json"}}, ')
        self.is_good()

    def test_a_member_may_have_the_name_of_a_keyword(self):
        self.edit('schema/partner.json', '"properties": {',
                  '"properties": {"$ref": {"type": "string"}, "default": {"$ref": "#/$defs/slug"}, ')
        contract = json.loads(self.documents()['/openapi.json'][1])
        self.assertEqual('#/components/schemas/partner.slug',
                         contract['components']['schemas']['partner']['properties']['default']['$ref'])

    def test_the_problems_are_read_as_c_reads_them(self):
        documents = self.documents()
        self.assertEqual('NOT_FOUND 404 Not "found": Nothing has this address. Check it.',
                         documents['/problems/not-found'][1])
        self.assertEqual('<h1>Partners</h1>\n', documents['/docs'][1])

    def test_a_problem_that_cannot_be_read(self):
        self.edit('api/http/problem.def', '503, "Busy"', '503 "Busy"')
        self.finds(('api/http/problem.def: ', 'rows that cannot be read'))

    def test_no_problems(self):
        self.write('api/http/problem.def', '/* None. */\n')
        self.finds(('api/http/problem.def: ', 'rows that cannot be read'))

    def test_no_problem_def(self):
        (self.root / 'api/http/problem.def').unlink()
        self.finds(('api/http/problem.def: ', 'is missing'), ('api/http/problem.def: ', 'rows that cannot be read'))

    def test_what_the_reference_finds(self):
        self.edit('api/contract/reference.py', 'def render(contract, problems):\n',
                  "def render(contract, problems):\n    raise ValueError('no such problem\\nno such page')\n")
        self.finds(('openapi.yaml: no such problem', ''), ('openapi.yaml: no such page', ''))

    def test_no_reference(self):
        (self.root / 'api/contract/reference.py').unlink()
        self.finds(('api/contract/reference.py: ', 'is missing'))


class DataPackage(Case):
    def package(self):
        self.is_good()
        tree = operations.Tree(self.root)
        documents = operations.read_documents(tree, operations.Bundle(tree).contract)
        return json.loads(documents['/v1/datapackage.json'][1])

    def test_each_csv_is_a_resource_with_a_field_a_column(self):
        resources = {found['name']: found for found in self.package()['resources']}
        self.assertEqual(['list-partners', 'list-partner-members'], list(resources))
        self.assertEqual('partners?format=csv', resources['list-partners']['path'])
        self.assertEqual([{'name': 'id', 'type': 'string', 'description': '',
                           'constraints': {'pattern': '^[a-z??!]+$'}}],
                         resources['list-partners']['schema']['fields'])

    def test_rows_are_described_by_the_objects_they_are_made_of(self):
        part = {'type': 'object', 'required': ['state', 'text'], 'properties': {
            'state': {'type': 'string', 'enum': ['decided']}, 'text': {'type': 'string'}}}
        row = {'type': 'object', 'required': ['id', 'state'], 'properties': {
            'id': {'type': 'string'}, 'title': {'type': 'string'}, 'state': {'type': 'string', 'enum': ['draft']},
            'decisions': {'type': 'array', 'items': part}}}
        page = {'type': 'object', 'properties': {'items': {'type': 'array', 'items': row}}}
        self.assertEqual([row], datapackage.rows_of({}, page, ['id', 'title', 'state']))
        self.assertEqual([row, part], datapackage.rows_of({}, page, ['id', 'title', 'state', 'text']))
        self.assertEqual({'pattern': 'x'}, datapackage.field('state', [
            {'type': 'string', 'enum': ['draft'], 'pattern': 'x'},
            {'type': ['string', 'null'], 'enum': ['decided', None], 'pattern': 'x'}], True)['constraints'])

    def test_a_list_under_an_id_that_the_service_makes_is_left_out(self):
        self.contract('{name: partner, in: path, required: true, example: kent, schema: {type: string}}',
                      '{name: partner, in: path, required: true, schema: {type: string, format: uuid}}')
        self.assertEqual(['list-partners'], [found['name'] for found in self.package()['resources']])

    def test_what_must_be_said_is_said_by_an_example(self):
        self.contract('{name: partner, in: path, required: true, example: kent, schema: {type: string}}\n'
                      '        - {name: format, in: query, schema: {type: string}}',
                      '{name: partner, in: path, required: true, example: kent/x, schema: {type: string}}\n'
                      '        - {name: year, in: query, required: true, example: 2018/19, schema: {type: string}}\n'
                      '        - {name: format, in: query, schema: {type: string}}')
        for part in ('', '.head'):
            self.edit(f'sql/queries/partners/list_partner_members{part}.sql', ':partner', ':partner AND :year IS NULL')
        self.assertEqual('partners/kent%2Fx/members?format=csv&year=2018%2F19', self.package()['resources'][1]['path'])

    def test_what_must_be_said_and_has_no_example(self):
        self.contract('{name: partner, in: path, required: true, example: kent, schema: {type: string}}',
                      '{name: partner, in: path, required: true, schema: {type: string}}')
        self.finds(('openapi.yaml: list_partner_members: ', 'partner has no example, which the data package needs'))

    def test_a_csv_without_an_example(self):
        self.contract('text/csv: {schema: {type: string}, example: "id\\r\\n"}\n    post', 'text/csv: {}\n    post')
        self.finds(('openapi.yaml: list_partners: ', 'text/csv has no example'))

    def test_a_column_that_is_nowhere_in_the_answer(self):
        self.contract('example: "id\\r\\n"}\n    post', 'example: "id,name"}\n    post')
        self.finds(('openapi.yaml: list_partners: ', 'the column name of its CSV is no member of its JSON'))


class Reading(Case):
    def test_yaml_that_is_none(self):
        self.contract('paths:', 'paths: [')
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertRegex('\n'.join(lines), r'(?m)^openapi\.yaml:\d+: ')

    def test_no_openapi_yaml(self):
        (self.root / 'openapi.yaml').unlink()
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn('openapi.yaml: is missing: write it', lines)

    def test_an_empty_openapi_yaml(self):
        self.write('openapi.yaml', '# Nothing.\n')
        self.assertEqual(1, self.generate()[0])

    def test_a_reference_through_a_text(self):
        self.contract("'#/components/parameters/limit'", "'#/openapi/limit'")
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn('$ref #/openapi/limit leads nowhere', '\n'.join(lines))

    def test_a_reference_to_itself(self):
        self.contract('    limit: {', "    loop: {$ref: '#/components/parameters/loop'}\n    limit: {")
        self.contract("'#/components/parameters/limit'", "'#/components/parameters/loop'")
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn('list_partners: parameter ? is in ?', '\n'.join(lines))

    def test_a_key_twice_in_yaml(self):
        self.contract('info: {title: Partners,', 'info: {title: Partners, title: Again,')
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn('openapi.yaml:4: title is written twice: keep one', lines)

    def test_a_key_twice_in_json(self):
        self.edit('schema/kind.json', '{', '{"type": "string", ')
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn('schema/kind.json: a key is written twice in one object: keep one', lines)

    def test_json_that_is_none(self):
        self.edit('schema/kind.json', '}', '')
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertRegex('\n'.join(lines), r'(?m)^schema/kind\.json:\d+: is not JSON')

    def test_text_that_is_not_utf_8(self):
        (self.root / GET).write_bytes(b'-- \xff\n')
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn(f'{GET}: is not UTF-8: save it as UTF-8', lines)

    def test_a_reference_to_nothing_in_openapi_yaml(self):
        self.contract('{$ref: schema/kind.json}', "{type: string, allOf: [{$ref: '#/components/schemas/none'}]}")
        self.finds(('openapi.yaml:13: ', '$ref #/components/schemas/none leads nowhere'))

    def test_a_reference_to_no_file(self):
        self.edit('schema/partner.json', './kind.json', 'sort.json')
        self.finds(('schema/sort.json: ', 'is missing'))

    def test_a_reference_to_no_definition(self):
        self.edit('schema/partner.json', '"$ref": "#/$defs/slug"', '"$ref": "#/$defs/id"')
        self.finds(('schema/partner.json: ', '$ref #/$defs/id leads nowhere'))

    def test_a_reference_out_of_the_schema_folder(self):
        self.edit('schema/partner.json', './kind.json', '../kind.json')
        self.finds(('schema/partner.json: ', '$ref ../kind.json must be a file schema/NAME.json'))

    def test_a_schema_that_is_in_both_places(self):
        self.contract('    members:\n', '    kind: {type: string}\n    members:\n')
        self.finds(('openapi.yaml:', 'schema kind is here and in schema/'))


class Schemas(Case):
    def test_an_unknown_keyword_in_a_file(self):
        self.edit('schema/kind.json', '{', '{"contentEncoding": "base64", ')
        self.finds(('schema/kind.json: ', '#/contentEncoding: the validator has no such keyword'))

    def test_an_unknown_keyword_in_openapi_yaml(self):
        self.contract('{type: string, format: date,', '{type: string, nullable: true, format: date,')
        self.finds(('openapi.yaml:14: ', '/schema/nullable: the validator has no such keyword'))

    def test_an_unknown_keyword_in_a_component(self):
        self.contract('    members:\n      type: object\n', '    members:\n      discriminator: {}\n      type: object\n')
        self.finds(('openapi.yaml:', '#/components/schemas/members/discriminator: the validator'))

    def test_an_unknown_keyword_wherever_a_schema_may_be(self):
        places = ('"properties": {"a": %s}', '"$defs": {"a": %s}', '"items": %s', '"additionalProperties": %s',
                  '"not": %s', '"if": %s', '"then": %s', '"else": %s', '"allOf": [%s]', '"anyOf": [%s]', '"oneOf": [%s]')
        for place in places:
            with self.subTest(place):
                self.write('schema/deep.json', '{%s}' % (place % '{"unevaluatedItems": false}'))
                self.finds(('schema/deep.json: ', '/unevaluatedItems: the validator has no such keyword'))

    def test_the_validator_knows_each_keyword_and_format(self):
        validator = (ROOT / 'api/contract/schema.c').read_text(encoding='utf-8')
        self.assertEqual(set(), {key for key in operations.KEYWORDS if f'"{key}"' not in validator})
        names = re.search(r'format_names\[\] = \{([^}]*), NULL\}', (ROOT / 'api/contract/format.c').read_text())[1]
        self.assertEqual(set(operations.FORMATS), set(re.findall(r'"([^"]+)"', names)))

    def test_a_file_nobody_refers_to_is_checked_too(self):
        self.write('schema/lonely.json', '{"items": [{"type": "string"}]}')
        self.finds(('schema/lonely.json: ', '#/items is not a schema'))

    def test_true_and_false_are_schemas(self):
        self.write('schema/lonely.json', '{"items": false, "additionalProperties": true}')
        self.is_good()

    def test_an_unknown_format(self):
        self.contract('format: date,', 'format: email,')
        self.finds(('openapi.yaml:14: ', '/schema/format: email is none of date'))

    def test_a_reference_to_a_part_of_a_schema(self):
        self.contract('{$ref: schema/kind.json}', "{type: string, not: {$ref: '#/components/schemas/members/properties'}}")
        self.finds(('openapi.yaml:', 'is not a schema with a name'))


class Operations(Case):
    def test_an_operation_id_twice(self):
        self.contract('operationId: get_joint_partner', 'operationId: get_partner')
        (self.root / 'sql/queries/partners/get_joint_partner.sql').unlink()
        self.finds(('openapi.yaml:', 'operationId get_partner is there twice'),
                   ('sql/queries/partners/get_partner.sql:2: ', ':partner is not declared by get_partner'))

    def test_an_operation_id_that_is_not_snake_case(self):
        self.contract('operationId: get_joint_partner', 'operationId: getJoint')
        (self.root / 'sql/queries/partners/get_joint_partner.sql').rename(
            self.root / 'sql/queries/partners/getJoint.sql')
        self.finds(('openapi.yaml:', 'getJoint: operationId must be there and snake_case'))

    def test_paths_that_differ_only_in_parameter_names(self):
        self.contract('  /docs:\n', '  /v1/partners/{body}:\n    get:\n      operationId: get_page\n      security: []\n'
                      '      x-handler: document\n      parameters: [{name: body, in: path, required: true, schema: '
                      '{type: string}}]\n      responses: {"200": {description: A page}}\n  /docs:\n')
        status, lines = self.generate()
        self.assertEqual(1, status)
        faults = [line for line in lines if 'warning' not in line]
        self.assertEqual(1, len(faults), faults)
        self.assertIn('path /v1/partners/{body}: differs from /v1/partners/{partner} only in parameter names', faults[0])

    def test_paths_may_share_a_place_for_differently_named_parameters(self):
        self.contract('  /v1/partners/{partner}/members:', '  /v1/partners/{body}/members:')
        self.contract('{name: partner, in: path, required: true, example: kent, schema: {type: string}}',
                      '{name: body, in: path, required: true, example: kcsp, schema: {type: string}}')
        for name in ('', '.head'):
            self.edit(f'sql/queries/partners/list_partner_members{name}.sql', ':partner', ':body')
        self.is_good()

    def test_a_segment_that_is_half_a_parameter(self):
        self.contract('  /docs:\n', '  /docs.{form}:\n')
        self.finds(('openapi.yaml:', 'path /docs.{form}: make each segment a word or one {parameter}'),
                   ('openapi.yaml:', "get_docs: its path names ['form']"))

    def test_a_method_that_is_not_implemented(self):
        self.contract('  /docs:\n', '  /docs:\n    trace: {responses: {}}\n')
        self.finds(('openapi.yaml:', 'path /docs: trace is not implemented'))

    def test_an_unknown_extension_of_an_operation(self):
        self.contract('      x-handler: document\n', '      x-handler: document\n      x-cached: true\n')
        self.finds(('openapi.yaml:', '#/paths//docs/get/x-cached means nothing here'))

    def test_an_id_that_is_random(self):
        self.contract('operationId: create_partner\n', 'operationId: create_partner\n      x-random-id: true\n')
        self.is_good()
        self.assertEqual(1, Path(self.output, 'operations.c').read_text().count('    .random_id = true,\n'))

    def test_an_id_that_is_random_and_never_used(self):
        self.contract('operationId: create_partner\n', 'operationId: create_partner\n      x-random-id: true\n')
        self.edit(CREATE, ':new_id', "'x'")
        self.finds(('openapi.yaml:', 'create_partner: x-random-id is of an id that is never used: use :new_id in ' + CREATE))

    def test_an_id_that_is_random_where_none_is_made(self):
        for name, value in (('list_partners', 'true'), ('create_partner', 'false')):
            with self.subTest(name):
                self.setUp()
                self.contract(f'operationId: {name}\n', f'operationId: {name}\n      x-random-id: {value}\n')
                self.finds(('openapi.yaml:', f'{name}: x-random-id is true, of a write, or is not there'))

    def test_a_known_extension_elsewhere(self):
        self.contract('info: {', 'info: {x-handler: document, ')
        self.finds(('openapi.yaml:', '#/info/x-handler means nothing here'))

    def test_an_x_handler_that_is_not_the_name_of_a_function(self):
        self.contract('x-handler: document', 'x-handler: handle-document')
        self.finds(('openapi.yaml:', 'get_docs: x-handler must be snake_case'))

    def test_each_extension_is_explained(self):
        text = (ROOT / 'docs/contract-extensions.md').read_text(encoding='utf-8')
        self.assertEqual([*operations.EXTENSIONS, *operations.PARAMETER_EXTENSIONS],
                         re.findall(r'(?m)^\| `(x-[a-z-]+)` \|', text))

    def test_many_handlers_are_warned_of_but_no_fault(self):
        self.contract('  /docs:\n', '  /v1/docs:\n')
        status, lines = self.generate()
        self.assertEqual((0, 0), (status, len(lines)), lines)  # one of seven is 14.3 %
        self.contract('      operationId: get_joint_partner\n',
                      '      operationId: get_joint_partner\n      x-handler: document\n')
        (self.root / 'sql/queries/partners/get_joint_partner.sql').unlink()
        status, lines = self.generate()
        self.assertEqual(0, status)
        self.assertEqual(['openapi.yaml: warning: 2 of 7 operations under /v1 have x-handler, more than 15 %: '
                          'get_joint_partner, get_docs'], lines)

    def test_an_operation_without_a_name_is_named_by_its_path(self):
        self.contract('      operationId: get_docs\n', '')
        self.finds(('openapi.yaml:', 'get /docs: operationId must be there'))

    def test_an_unknown_extension_of_a_path(self):
        self.contract('  /docs:\n', '  /docs:\n    x-public: true\n')
        self.finds(('openapi.yaml:', '#/paths//docs/x-public means nothing here'))

    def test_a_component_may_be_called_schema(self):
        self.contract('  parameters:\n    limit:', '  parameters:\n    schema: {name: a, in: query, schema: {type: string}}\n    limit:')
        self.is_good()

    def test_a_create_may_have_201_alone(self):
        self.contract("        '200': {description: As it would have been}\n", '')
        self.is_good()
        self.assertIn('.status = 201', (self.output / 'operations.c').read_text())

    def test_no_success(self):
        self.contract("        '200': {description: Renamed}", "        '204': {description: Renamed}")
        self.finds(('openapi.yaml:', 'rename_partner: has no response 200 or 201'))


class Security(Case):
    def test_none(self):
        self.contract('security: [{bearer: [partners.read]}]\n', '')
        self.finds(('openapi.yaml:', 'rename_partner: has no security'),
                   ('openapi.yaml:', 'list_partner_members: has no security'),
                   ('openapi.yaml:', 'get_joint_partner: has no security'))

    def test_several_scopes_at_once(self):
        self.contract('[{bearer: [partners.write]}, {bearer: [funds.write]}]', '[{bearer: [partners.write, funds.write]}]')
        self.finds(('openapi.yaml:', 'create_partner: an entry of security is {} or the securityScheme bearer'))

    def test_another_scheme(self):
        self.contract('[{bearer: [partners.write]}, {bearer: [funds.write]}]', '[{basic: []}]')
        self.finds(('openapi.yaml:', 'create_partner: an entry of security is {} or the securityScheme bearer'))

    def test_a_scheme_that_is_not_declared(self):
        self.contract('    bearer: {type: http, scheme: bearer}', '    token: {type: http, scheme: bearer}')
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertEqual(5, len(lines), lines)
        for line in lines:
            self.assertIn('securityScheme bearer', line)

    def test_everybody_needs_no_scheme(self):
        op = operations.Operation('x', '/x', 'get', {'security': [{}]})
        operations.read_security({'components': {}}, op, self.fail)
        self.assertTrue(op.anonymous)

    def test_any_token_and_a_scope(self):
        self.contract('[{}, {bearer: []}]', '[{bearer: []}, {bearer: [partners.read]}]')
        self.finds(('openapi.yaml:', 'get_partner: security takes any token and also asks for a scope'))


class Parameters(Case):
    def test_a_type_that_is_not_read(self):
        for written, named in (('{type: number}', 'number'), ('{type: [string, "null"]}', "['string', 'null']"),
                               ('{minLength: 1}', 'None')):
            with self.subTest(named):
                self.setUp()
                self.contract('{name: kind, in: query, schema: {$ref: schema/kind.json}}',
                              f'{{name: kind, in: query, schema: {written}}}')
                self.finds(('openapi.yaml:', f'list_partners: parameter kind is of type {named}'))

    def test_a_cookie(self):
        self.contract('{name: kind, in: query,', '{name: kind, in: cookie,')
        self.finds(('openapi.yaml:', 'list_partners: parameter kind is in cookie'))

    def test_one_that_is_not_written_down(self):
        kind = '{name: kind, in: query,'
        self.contract(kind, kind + ' x-unrecorded: true,')
        self.is_good()
        text = Path(self.output, 'operations.c').read_text()
        self.assertEqual(1, text.count('    .unrecorded = true,\n'))
        self.assertRegex(text, r'\.name = "kind",\n[^{}]*[{][^;]*?\.unrecorded = true')

    def test_one_that_is_not_written_down_and_stands_elsewhere(self):
        words = 'is true, of a parameter in query, or is not there'
        for old, new, fault in (
                ('{name: kind, in: query,', '{name: kind, in: query, x-unrecorded: false,', f'x-unrecorded of kind {words}'),
                ('{name: If-Match, in: header', '{name: If-Match, x-unrecorded: true, in: header',
                 f'x-unrecorded of If-Match {words}'),
                ('info: {', 'info: {x-unrecorded: true, ', '#/info/x-unrecorded means nothing here'),
                ('{name: kind, in: query,', '{name: kind, in: query, x-reads: get_partner,',
                 'x-reads means nothing here')):
            with self.subTest(new):
                self.setUp()
                self.contract(old, new)
                self.finds(('openapi.yaml:', fault))

    def test_a_header_nothing_reads(self):
        self.contract('{name: If-Match, in: header', '{name: If-Same, in: header')
        self.finds(('openapi.yaml:', 'rename_partner: nothing reads the header If-Same'),
                   ('openapi.yaml:', 'rename_partner: PUT changes what was read before: declare the header If-Match'),
                   ('sql/queries/partners/rename_partner.sql:2: ', ':if_match is not declared'))

    def test_one_name_twice(self):
        self.contract('{name: on, in: query,', '{name: kind, in: query,')
        self.finds(('openapi.yaml:', 'list_partners: parameter kind is declared twice'),
                   (LIST + ':8: ', ':on is not declared by list_partners'),
                   (HEAD + ':3: ', ':on is not declared by list_partners'))

    def test_a_path_parameter_that_is_not_declared(self):
        self.contract('{name: partner, in: path, required: true, example: kent, schema: {type: string}}',
                      '{name: partner, in: query, schema: {type: string}}')
        self.finds(('openapi.yaml:', "list_partner_members: its path names ['partner'] and its required path parameters "
                    'are []'))

    def test_a_path_parameter_that_is_not_required(self):
        self.contract('{name: partner, in: path, required: true, example: kent, schema: {type: string}}',
                      '{name: partner, in: path, schema: {type: string}}')
        self.finds(('openapi.yaml:', "its required path parameters are []"))

    def test_path_parameters_come_first_in_the_order_of_the_path(self):
        tree = operations.Tree(self.root)
        op = operations.Operation('x', '/a/{b}/c/{d}', 'get', {})
        op.parameters = [operations.Parameter(name, place, 'string', True, '', None)
                         for name, place in (('q', 'query'), ('d', 'path'), ('b', 'path'), ('h', 'header'))]
        operations.read_path(op, lambda text: self.fail(text))
        self.assertEqual(['b', 'd', 'q', 'h'], [p.name for p in op.parameters])

    def test_the_maxima_are_those_of_the_service(self):
        headers = ''.join((ROOT / f'api/contract/{name}.h').read_text() for name in ('operation', 'parameters', 'router'))
        self.assertEqual(operations.MAXIMA, {name: int(value) for name, value in re.findall(r'#define (\w+_MAX) (\d+)', headers)
                                             if name in operations.MAXIMA})

    def test_more_parameters_than_the_service_takes(self):
        more = '\n'.join(f'        - {{name: more_{n}, in: query, schema: {{type: string}}}}' for n in range(27))
        self.contract("        - $ref: '#/components/parameters/limit'\n", f"        - $ref: '#/components/parameters/limit'\n{more}\n")
        for name in (LIST, HEAD):
            self.edit(name, 'p.from_on <= :on::date)', 'p.from_on <= :on::date)'
                      + ''.join(f' AND :more_{n}::text IS NULL' for n in range(27)))
        self.finds(('openapi.yaml:', 'list_partners: has more parameters than the service takes'))

    def test_more_path_parameters_than_the_service_takes(self):
        names = [f'a{n}' for n in range(9)]
        op = operations.Operation('x', ''.join(f'/{{{name}}}' for name in names), 'get', {})
        op.parameters = [operations.Parameter(name, 'path', 'string', True, '', None) for name in names]
        found = []
        operations.read_path(op, found.append)
        self.assertEqual(['has more parameters than the service takes: do with fewer, or raise the maximum'], found)

    def test_more_parameters_than_a_statement_takes(self):
        members = {f'more_{n}': {'type': 'string'} for n in range(29)}
        self.edit('schema/partner_create.json', '"properties": {', f'"properties": {{{json.dumps(members)[1:-1]}, ')
        self.edit(CREATE, ':new_id', ':new_id, ' + ', '.join(f':{name}' for name in members))
        self.finds((CREATE + ': ', 'has more parameters than a statement takes'))

    def test_a_put_without_if_match(self):
        self.contract('      parameters:\n        - {name: If-Match, in: header, schema: {type: string}}\n', '')
        self.edit('sql/queries/partners/rename_partner.sql', ', :if_match', '')
        self.finds(('openapi.yaml:', 'rename_partner: PUT changes what was read before: declare the header If-Match'))

    def test_format_without_csv(self):
        self.contract('            text/csv: {schema: {type: string}, example: "id\\r\\n"}\n', '')
        self.finds(('openapi.yaml:', 'list_partners: format is for an operation that answers in several forms'))

    def test_the_lists_own_parameters_without_a_list(self):
        self.contract('      operationId: get_joint_partner\n',
                      '      operationId: get_joint_partner\n      parameters:\n'
                      '        - {name: limit, in: query, schema: {type: integer}}\n'
                      '        - {name: after, in: query, schema: {type: string}}\n'
                      '        - {name: count, in: query, schema: {type: boolean}}\n'
                      '        - {name: dry_run, in: query, schema: {type: boolean}}\n')
        self.edit('sql/queries/partners/get_joint_partner.sql', "'joint' AS id", ':after')
        status, lines = self.generate()
        for name in ('limit', 'after', 'count'):
            self.assertIn(f'get_joint_partner: {name} is for an operation that is a list: take it away', '\n'.join(lines))
        self.assertIn('get_joint_partner: dry_run is for an operation that writes', '\n'.join(lines))

    def test_after_without_limit(self):
        self.contract("        - $ref: '#/components/parameters/limit'\n", '')
        self.finds(('openapi.yaml:', 'list_partners: has one of after and limit'))

    def test_a_handler_may_have_what_it_likes(self):
        self.contract('  /docs:\n    get:', '  /docs:\n    post:')
        self.contract('      x-handler: document\n', '      x-handler: document\n      parameters:\n'
                      '        - {name: limit, in: query, schema: {type: integer}}\n'
                      '        - {name: after, in: query, schema: {type: string}}\n'
                      '        - {name: format, in: query, schema: {type: string}}\n')
        self.is_good()


class Bodies(Case):
    def test_one_of_another_type(self):
        self.contract('          application/json: {schema: {$ref: schema/partner_create.json}}',
                      '          text/csv: {schema: {type: string}}')
        status, lines = self.generate()
        self.assertIn('create_partner: a body goes with POST, PUT, PATCH and DELETE, and is application/json',
                      '\n'.join(lines))

    def test_one_of_a_get(self):
        self.contract('      operationId: get_joint_partner\n',
                      '      operationId: get_joint_partner\n      requestBody: {content: {application/json: {schema: '
                      '{$ref: schema/partner_create.json}}}}\n')
        self.finds(('openapi.yaml:', 'get_joint_partner: a body goes with POST'))

    def test_one_that_takes_anything(self):
        self.edit('schema/partner_create.json', '  "additionalProperties": false,\n', '')
        self.finds(('openapi.yaml:', 'create_partner: its body takes unknown members'))

    def test_a_member_with_the_name_of_a_parameter(self):
        self.contract('properties: {name: {type: string}}',
                      'properties: {name: {type: string}, partner: {type: string}}')
        self.finds(('openapi.yaml:', 'rename_partner: member partner of the body has the name of something else'))

    def test_a_member_with_a_name_of_the_services_own(self):
        self.edit('schema/partner_create.json', '"properties": {', '"properties": {"new_id": {"type": "string"}, ')
        self.finds(('openapi.yaml:', 'create_partner: member new_id of the body has the name of something else'))

    def test_the_members_of_combined_schemas_are_found(self):
        contract = {'components': {'schemas': {'a': {'properties': {'x': {}}, 'allOf': [{'properties': {'y': {}}}]}}}}
        schema = {'$ref': '#/components/schemas/a', 'anyOf': [{'properties': {'z': {}}}], 'oneOf': [{'properties': {'w': {}}}]}
        self.assertEqual({'x', 'y', 'z', 'w'}, set(sources.properties(contract, schema)))


class SqlOfOperations(Case):
    def test_an_operation_without_sql(self):
        (self.root / GET).unlink()
        self.finds(('sql/queries/partners/get_partner.sql: ', 'is missing: write the SQL of operation get_partner'))

    def test_sql_without_an_operation(self):
        self.write('sql/queries/partners/list_partner.sql', '-- Nothing.\nSELECT 1')
        self.write('sql/queries/partners/get_docs.sql', '-- A handler has none.\nSELECT 1')
        self.finds(('sql/queries/partners/list_partner.sql: ', 'no operation with this name asks for SQL'),
                   ('sql/queries/partners/get_docs.sql: ', 'no operation with this name asks for SQL'))

    def test_two_files_with_one_name(self):
        self.write('sql/queries/other/get_partner.sql', (self.root / GET).read_text())
        self.finds(('sql/queries/partners/get_partner.sql: ', 'sql/queries/other/get_partner.sql has the same name'))

    def test_a_name_that_is_not_declared(self):
        self.edit(LIST, ':kind::text', ':sort::text')
        self.finds((LIST + ':7: ', ':sort is not declared by list_partners'))

    def test_a_header_is_not_a_name(self):
        self.contract('{name: If-Match, in: header, schema: {type: string}}',
                      '{name: If-Match, in: header, schema: {type: string}}\n'
                      '        - {name: traceparent, in: header, schema: {type: string}}')
        self.edit('sql/queries/partners/rename_partner.sql', ':name', ':name, :traceparent')
        self.finds(('sql/queries/partners/rename_partner.sql:2: ', ':traceparent is not declared'))

    def test_new_id_in_a_read(self):
        self.edit(GET, ':partner', ':partner OR id = :new_id')
        self.finds((GET + ':2: ', ':new_id is not declared by get_partner'))

    def test_if_match_without_the_header(self):
        self.edit(CREATE, ':new_id', ':new_id, :if_match')
        self.finds((CREATE + ':2: ', ':if_match is not declared by create_partner'))

    def test_page_size_without_a_list(self):
        self.edit(GET, ':partner', ':partner LIMIT :page_size')
        self.finds((GET + ':2: ', ':page_size is not declared by get_partner'))

    def test_after_in_a_whole_list(self):
        self.edit('sql/queries/partners/list_partner_members.sql', 'ORDER', 'AND id > :after ORDER')
        self.finds(('sql/queries/partners/list_partner_members.sql:2: ', ':after is not declared'))

    def test_limit_instead_of_page_size(self):
        self.edit(LIST, 'LIMIT :page_size', 'LIMIT least(:limit, :page_size)')
        self.finds((LIST + ':10: ', ':limit is not declared by list_partners'))

    def test_a_head_that_depends_on_the_page(self):
        self.edit(HEAD, 'WHERE', 'WHERE p.id > :after AND :page_size > 1 AND')
        self.finds((HEAD + ':3: ', ':after is not declared'), (HEAD + ':3: ', ':page_size is not declared'))

    def test_a_filter_that_is_never_used(self):
        self.edit(LIST, 'OR p.kind = :kind', '')
        self.edit(LIST, ':kind::text', 'p.kind')
        self.finds(('openapi.yaml:', f'list_partners: kind is declared but never used: use :kind in {LIST}'))

    def test_a_filter_that_the_total_does_not_heed(self):
        self.edit(HEAD, '(:kind::text IS NULL OR p.kind = :kind)', 'true')
        self.finds(('openapi.yaml:', f'list_partners: kind does not narrow the total: use :kind in {HEAD}'))

    def test_the_head_that_looks_for_the_parent_need_not_heed_filters(self):
        self.contract('        - {name: format, in: query, schema: {type: string}}\n',
                      '        - {name: format, in: query, schema: {type: string}}\n'
                      '        - {name: on, in: query, schema: {type: string}}\n')
        self.edit('sql/queries/partners/list_partner_members.sql', 'ORDER', 'AND joined_on <= :on ORDER')
        self.is_good()

    def test_a_path_parameter_may_be_used_in_the_head_alone(self):
        self.edit('sql/queries/partners/list_partner_members.sql', ':partner', 'partner')
        self.is_good()

    def test_a_path_parameter_that_is_never_used(self):
        self.edit(GET, ':partner', "'kcc'")
        self.finds(('openapi.yaml:', 'get_partner: partner is declared but never used'))

    def test_a_member_that_is_never_used(self):
        self.edit(CREATE, ', :parent', '')
        self.finds(('openapi.yaml:', 'create_partner: parent is declared but never used'))

    def test_if_match_that_is_never_used(self):
        self.edit('sql/queries/partners/rename_partner.sql', ', :if_match', '')
        self.finds(('openapi.yaml:', 'rename_partner: If-Match is declared but never used'))

    def test_paging_that_is_never_used(self):
        self.edit(LIST, "p.id > coalesce(:after, '')", 'true')
        self.edit(LIST, 'LIMIT :page_size', '')
        self.finds(('openapi.yaml:', 'list_partners: after is declared but never used: use :after'),
                   ('openapi.yaml:', 'list_partners: limit is declared but never used: use :page_size'))

    def test_a_list_under_a_parent_without_a_head(self):
        (self.root / 'sql/queries/partners/list_partner_members.head.sql').unlink()
        self.finds(('sql/queries/partners/list_partner_members.head.sql: ', 'is missing: write what says whether the parent'))

    def test_a_list_with_count_without_a_head(self):
        (self.root / HEAD).unlink()
        self.finds((HEAD + ': ', 'is missing: write what says _total of operation list_partners'))

    def test_a_head_that_would_never_run(self):
        self.contract('        - {name: count, in: query, schema: {type: boolean, default: false}}\n', '')
        self.write('sql/queries/partners/get_partner.head.sql', '-- For nothing.\nSELECT 1')
        self.finds((HEAD + ': ', 'would never run'), ('sql/queries/partners/get_partner.head.sql: ', 'would never run'))

    def one_with_csv(self):
        """Makes get_partner answer CSV too, and writes the SQL for it."""
        self.contract("          description: A partner\n          content:\n",
                      "          description: A partner\n          content:\n"
                      '            text/csv: {schema: {type: string}, example: "id"}\n')
        self.write('sql/queries/partners/get_partner.head.sql',
                   '-- Whether it is there.\nSELECT true FROM partner WHERE id = :partner')
        self.write('sql/queries/partners/get_partner.rows.sql',
                   '-- Its names.\nSELECT name FROM partner_name WHERE partner = :partner')

    def test_one_answer_that_is_csv_too_has_rows_of_its_own(self):
        self.one_with_csv()
        self.is_good()
        made = (self.output / 'operations.c').read_text()
        self.assertIn('.name = "get_partner.rows"', made)
        self.assertIn('.rows = &get_partner_rows', made)

    def test_one_answer_that_is_csv_too_without_rows(self):
        self.one_with_csv()
        (self.root / 'sql/queries/partners/get_partner.rows.sql').unlink()
        self.finds(('sql/queries/partners/get_partner.rows.sql: ', 'is missing: write the rows that are the CSV of'))

    def test_one_answer_that_is_csv_too_without_a_head(self):
        self.one_with_csv()
        (self.root / 'sql/queries/partners/get_partner.head.sql').unlink()
        self.finds(('sql/queries/partners/get_partner.head.sql: ', 'is missing: write what says whether the parent'))

    def test_rows_that_would_never_run(self):
        self.write('sql/queries/partners/get_partner.rows.sql', '-- For nothing.\nSELECT 1')
        self.finds(('sql/queries/partners/get_partner.rows.sql: ', 'would never run'))

    def test_a_filter_that_the_rows_do_not_heed(self):
        self.one_with_csv()
        self.contract('      operationId: get_partner\n', '      operationId: get_partner\n      parameters:\n'
                      '        - {name: on, in: query, schema: {type: string}}\n')
        self.edit(GET, ':partner', ':partner AND (:on IS NULL OR true)')
        self.finds(('openapi.yaml:', 'get_partner: on does not narrow the CSV: use :on in '
                    'sql/queries/partners/get_partner.rows.sql'))

    def composed(self, extension='{as: chart}'):
        self.contract('      operationId: get_partner\n',
                      f'      operationId: get_partner\n      x-compose: {extension}\n')
        self.write('sql/queries/partners/get_partner.head.sql',
                   '-- Whether it is there.\nSELECT true FROM partner WHERE id = :partner')

    def test_an_answer_that_is_composed(self):
        self.composed()
        self.is_good()
        made = (self.output / 'operations.c').read_text()
        self.assertIn('.compose = "chart"', made)
        self.assertNotIn('.in_parts', made)
        self.assertIn('.head = &get_partner_head', made)

    def test_an_answer_that_is_composed_of_parts(self):
        self.composed('{as: chart, in_parts: true}')
        self.is_good()
        self.assertIn('.in_parts = true', (self.output / 'operations.c').read_text())

    def test_a_composed_answer_as_csv_has_no_rows_of_its_own(self):
        self.one_with_csv()
        self.composed()
        self.finds(('sql/queries/partners/get_partner.rows.sql: ', 'would never run'))

    def test_a_composed_answer_without_a_head(self):
        self.composed()
        (self.root / 'sql/queries/partners/get_partner.head.sql').unlink()
        self.finds(('sql/queries/partners/get_partner.head.sql: ', 'is missing: write what says whether the parent'))

    def test_a_composer_that_is_not_the_name_of_a_function(self):
        self.composed('{as: Chart, whole: true}')
        self.finds(('openapi.yaml:', 'get_partner: x-compose is {as: NAME, in_parts: true or false}'))

    def composed_write(self):
        self.contract('      operationId: create_partner\n',
                      '      operationId: create_partner\n      x-compose: report\n')
        self.write('sql/queries/partners/create_partner.head.sql', '-- What is said.\nSELECT true')
        self.write('sql/queries/partners/create_partner.keep.sql',
                   '-- Keeps it.\nSELECT keep(:new_id, :composed::json) AS object, NULL::json AS before')

    def test_a_write_that_composes_keeps_it(self):
        self.composed_write()
        self.is_good()
        made = (self.output / 'operations.c').read_text()
        self.assertIn('.keep = &create_partner_keep', made)
        self.assertIn('{SOURCE_COMPOSED, 0, "composed"}', made)

    def test_a_write_that_composes_and_does_not_keep_it(self):
        self.composed_write()
        (self.root / 'sql/queries/partners/create_partner.keep.sql').unlink()
        self.finds(('sql/queries/partners/create_partner.keep.sql: ', 'is missing: write what keeps :composed'))

    def test_something_to_keep_where_nothing_is_composed(self):
        self.write('sql/queries/partners/create_partner.keep.sql', '-- For nothing.\nSELECT 1')
        self.finds(('sql/queries/partners/create_partner.keep.sql: ', 'would never run'))

    def test_what_is_composed_elsewhere(self):
        self.edit(GET, ':partner', ':partner OR id = :composed')
        self.finds((GET + ':', ':composed is not declared by get_partner'))

    def test_positions_in_an_operation(self):
        self.edit(GET, ':partner', ':partner OR id = $2')
        self.finds((GET + ': ', 'writes $2: name the parameter instead'))

    def test_no_comment_at_the_start(self):
        self.edit(GET, '-- A partner.\n', '')
        self.finds((GET + ':1: ', 'its first line must be a comment'))

    def test_two_statements(self):
        self.edit(GET, ':partner', ':partner;\nSELECT 2')
        self.finds((GET + ':3: ', 'has more than one statement'))


class Reads(Case):
    def test_a_write_without_it(self):
        self.contract('      x-reads: {operation: get_partner, with: {partner: partner}}\n', '')
        self.finds(('openapi.yaml:', 'rename_partner: add x-reads'))

    def test_an_operation_that_is_not_there(self):
        self.contract('{operation: get_partner, with: {partner: new_id}}', '{operation: get_partners}')
        self.finds(('openapi.yaml:', 'create_partner: x-reads get_partners: name a GET of one resource'))

    def test_an_operation_that_is_a_list_a_write_or_a_handler(self):
        for name in ('list_partners', 'rename_partner', 'get_docs'):
            with self.subTest(name):
                self.setUp()
                self.contract('{operation: get_partner, with: {partner: new_id}}', f'{{operation: {name}}}')
                self.finds(('openapi.yaml:', f'create_partner: x-reads {name}: name a GET of one resource'))

    def test_in_a_read(self):
        self.contract('      operationId: get_joint_partner\n',
                      '      operationId: get_joint_partner\n      x-reads: {operation: get_partner}\n')
        self.finds(('openapi.yaml:', 'get_joint_partner: x-reads get_partner: name a GET of one resource, in a write'))

    def test_in_a_handler(self):
        self.contract('  /docs:\n    get:', '  /docs:\n    post:')
        self.contract('      x-handler: document\n', '      x-handler: document\n      x-reads: get_joint_partner\n')
        self.finds(('openapi.yaml:', 'get_docs: x-reads get_joint_partner: name a GET of one resource, in a write with SQL'))

    def test_a_with_that_is_no_map(self):
        self.contract('with: {partner: new_id}', 'with: partner')
        self.finds(('openapi.yaml:', 'create_partner: x-reads is {operation: NAME, with: {its parameter: ours}}'))

    def test_a_header_the_read_has(self):
        self.contract('      security: [{}, {bearer: []}]\n', '      security: [{}, {bearer: []}]\n      parameters:\n'
                      '        - {name: If-None-Match, in: header, schema: {type: string}}\n')
        self.contract('with: {partner: new_id}', 'with: {partner: new_id, If-None-Match: name}')
        self.finds(('openapi.yaml:', 'create_partner: x-reads gives If-None-Match, which get_partner does not have'))

    def test_a_parameter_that_is_not_given(self):
        self.contract('{operation: get_partner, with: {partner: new_id}}', 'get_partner')
        self.finds(('openapi.yaml:', 'create_partner: x-reads must say what partner of get_partner is'))

    def test_an_optional_parameter_that_is_not_given_is_nothing(self):
        self.contract('      operationId: get_partner\n', '      operationId: get_partner\n      parameters:\n'
                      '        - {name: on, in: query, schema: {type: string}}\n')
        self.edit(GET, ':partner', ':partner AND (:on IS NULL OR true)')
        self.is_good()
        self.assertIn('{SOURCE_NOTHING, 0, "on"}', (self.output / 'operations.c').read_text())

    def test_a_parameter_that_is_given_nothing_there_is(self):
        for name in ('none', 'if_match'):
            with self.subTest(name):
                self.setUp()
                self.contract('with: {partner: partner}', f'with: {{partner: {name}}}')
                self.finds(('openapi.yaml:', f'must say what partner of get_partner is: a path or query parameter, a '
                            f'member of the body, or new_id (not {name})'))

    def test_a_parameter_the_read_does_not_have(self):
        self.contract('with: {partner: new_id}', 'with: {partner: new_id, body: name}')
        self.finds(('openapi.yaml:', 'create_partner: x-reads gives body, which get_partner does not have'))

    def test_a_member_of_the_body(self):
        self.contract('with: {partner: new_id}', 'with: {partner: name}')
        self.is_good()
        self.assertIn('create_partner_reads_arguments[] = {\n    {SOURCE_BODY, 0, "name"},\n',
                      (self.output / 'operations.c').read_text())

    def test_another_word_in_it(self):
        self.contract('with: {partner: new_id}', 'using: {partner: new_id}')
        self.finds(('openapi.yaml:', 'create_partner: x-reads is {operation: NAME, with: {its parameter: ours}}'))


LOAD = '''  /v1/rows:
    get:
      operationId: list_rows
      responses:
        '200':
          description: Rows
          content:
            application/json:
              schema:
                type: object
                properties:
                  items:
                    type: array
                    items: {type: object, properties: {a: {type: string}, b: {type: string}, seen: {type: string}}}
    post:
      operationId: create_rows
      x-load: {into: row_staging, columns: [a, b], required: [a], from: items}
      x-reads: {operation: get_partner, with: {partner: new_id}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              properties:
                items: {type: array, items: {type: object, properties: {a: {type: string}, b: {type: string}}}}
          text/csv: {schema: {type: string}}
          multipart/form-data: {schema: {type: object}}
      responses:
        '200': {description: Loaded}
  /v1/partners/{partner}:
'''
ROWS = 'sql/queries/rows/create_rows.sql'
STAGE = 'sql/queries/rows/create_rows.stage.sql'


class Loads(Case):
    def setUp(self):
        super().setUp()
        self.contract('  /v1/partners/{partner}:\n', LOAD)
        self.write('sql/queries/rows/list_rows.sql', '-- Rows.\nSELECT a, b, seen FROM api.rows\n')
        self.write(ROWS, '-- Loads rows.\nSELECT load(:new_id, :load_form, :load_filename, :load_sha256, :load_bytes)\n')
        self.write(STAGE, '-- Stages rows.\nSELECT stage()\n')

    def test_what_is_written(self):
        self.is_good()
        written = (self.output / 'operations.c').read_text()
        self.assertIn('"COPY pg_temp.row_staging (line, fault_column, fault, a, b) FROM STDIN"', written)
        self.assertIn('create_rows_load_columns[] = {\n    "a",\n    "b",\n    NULL,\n', written)
        self.assertIn('create_rows_load_required[] = {\n    "a",\n    NULL,\n', written)
        self.assertIn('create_rows_load_ignored[] = {\n    "seen",\n    NULL,\n', written)
        self.assertIn('{SOURCE_LOAD_FILENAME, 0, "load_filename"}', written)
        self.assertEqual(1, written.count('.slow = true'))
        self.assertIn('.load = &create_rows_load', written)

    def test_columns_of_one_form_alone(self):
        self.contract('columns: [a, b], required: [a], from', 'columns: [a], csv: [c], json: [b], required: [a, c], from')
        self.is_good()
        written = (self.output / 'operations.c').read_text()
        self.assertIn('"COPY pg_temp.row_staging (line, fault_column, fault, a, c, b) FROM STDIN"', written)
        self.assertIn('create_rows_load_columns[] = {\n    "a",\n    "c",\n    "b",\n    NULL,\n', written)
        self.assertIn('create_rows_load_csv_columns[] = {\n    "a",\n    "c",\n    NULL,\n', written)
        self.assertIn('.csv_column_count = 2', written)

    def test_columns_of_one_form_that_are_not(self):
        for wrong, says in (('columns: [a], csv: [b]', 'x-load has b for a CSV alone, and an item of items has it too'),
                            ('columns: [a], json: [c]', 'x-load has the column c, which an item of items has not'),
                            ('columns: [a, b], json: [b]', 'x-load has the column b twice'),
                            ('columns: [a], csv: []', 'x-load is {into: TABLE'),
                            ('columns: [a], csv: [B b]', 'x-load is {into: TABLE'),
                            ('columns: [b], json: [a]', 'x-load requires a, which is none of its columns')):
            with self.subTest(wrong):
                self.setUp()
                self.contract('columns: [a, b], required: [a], from', f'{wrong}, required: [a], from')
                status, lines = self.generate()
                self.assertEqual(1, status)
                self.assertIn('create_rows: ' + says, '\n'.join(lines))

    def test_no_list_at_its_path(self):
        self.contract('seen: {type: string}', 'b2: {type: string}')
        self.edit('sql/queries/rows/list_rows.sql', 'seen', 'b2')
        self.is_good()
        self.assertIn('create_rows_load_ignored[] = {\n    "b2",\n', (self.output / 'operations.c').read_text())

    def test_no_stage(self):
        Path(self.root, STAGE).unlink()
        self.finds((STAGE, 'is missing: write what makes the staging table of operation create_rows'))

    def test_a_stage_of_something_else(self):
        self.write('sql/queries/partners/create_partner.stage.sql', '-- One.\nSELECT 1\n')
        self.finds(('sql/queries/partners/create_partner.stage.sql', 'would never run'))

    def test_its_words_are_for_it_alone(self):
        self.edit(CREATE, ':kind', ':load_form')
        status, lines = self.generate()
        self.assertIn(':load_form is not declared by create_partner', '\n'.join(lines))

    def test_another_shape(self):
        for wrong in ('true', '{into: row_staging, columns: [a], required: [a]}',
                      '{into: row_staging, columns: [], required: [a], from: items}',
                      '{into: "row; DROP", columns: [a], required: [a], from: items}',
                      '{into: row_staging, columns: [a b], required: [a b], from: items}'):
            with self.subTest(wrong):
                self.setUp()
                self.contract('{into: row_staging, columns: [a, b], required: [a], from: items}', wrong)
                status, lines = self.generate()
                self.assertEqual(1, status)
                self.assertIn('create_rows: x-load is {into: TABLE', '\n'.join(lines))

    def test_a_column_that_is_required_and_is_none(self):
        self.contract('required: [a], from', 'required: [c], from')
        self.finds(('openapi.yaml:', 'create_rows: x-load requires c, which is none of its columns'))

    def test_a_column_that_an_item_has_not(self):
        self.contract('columns: [a, b]', 'columns: [a, c]')
        self.finds(('openapi.yaml:', 'create_rows: x-load has the column c, which an item of items has not'))

    def test_a_form_that_is_missing(self):
        self.contract('          text/csv: {schema: {type: string}}\n          multipart', '          multipart')
        self.finds(('openapi.yaml:', 'create_rows: x-load: its body comes as application/json, text/csv, '
                    'multipart/form-data'))

    def test_slow_alone(self):
        self.contract('      operationId: get_partner\n', '      operationId: get_partner\n      x-slow: true\n')
        self.is_good()
        self.assertEqual(2, (self.output / 'operations.c').read_text().count('.slow = true'))

    def test_slow_is_true_or_is_not_there(self):
        self.contract('      operationId: get_partner\n', '      operationId: get_partner\n      x-slow: false\n')
        self.finds(('openapi.yaml:', 'get_partner: x-slow is true or is not there'))

    def test_a_handler_is_never_slow(self):
        self.contract('      x-handler: document\n', '      x-handler: document\n      x-slow: true\n')
        self.finds(('openapi.yaml:', 'get_docs: x-handler answers at once'))


STANDARD = 'sql/queries/partners/list_partners.360giving.sql'
PACKAGE = ("            application/vnd.360giving+json: {schema: {type: object, properties: {grants: {type: array, "
           "items: {type: object}}}}}\n")


class Names(Case):
    """x-names: what a body says is compared with protected names, or is such names, as marks alone."""
    RENAME = 'sql/queries/partners/rename_partner.sql'
    KEEPS = 'properties: {name: {type: string}, names: {type: array, items: {type: string}}}'

    def say(self, value):
        self.contract('      operationId: rename_partner\n', f'      operationId: rename_partner\n      x-names: {value}\n')

    def keep(self):
        self.say('{keep: names}')
        self.contract('properties: {name: {type: string}}', self.KEEPS)

    def use(self, words=':name_marks, :name_key'):
        self.edit(self.RENAME, ':if_match', f':if_match, {words}')

    def written(self):
        self.is_good()
        text = (self.output / 'operations.c').read_text()
        self.assertIn('{SOURCE_NAME_MARKS, 0, "name_marks"}', text)
        self.assertIn('{SOURCE_NAME_KEY, 0, "name_key"}', text)
        return text

    def test_texts_that_are_looked_through(self):
        self.say('guard')
        self.use()
        text = self.written()
        self.assertEqual(1, text.count('.guards_names = true'))
        self.assertNotIn('.keeps_names', text)

    def test_names_that_are_kept(self):
        self.keep()
        self.use()
        text = self.written()
        self.assertEqual(1, text.count('.keeps_names = "names"'))
        self.assertNotIn('.guards_names', text)
        self.assertNotIn('{SOURCE_BODY, 0, "names"}', text)

    def test_names_that_are_kept_as_they_are(self):
        self.keep()
        self.use(':names, :name_marks, :name_key')
        self.finds((self.RENAME, ':names are names that are never kept as they are: use :name_marks'))

    def test_names_that_tell_what_was_written(self):
        self.keep()
        self.use()
        self.contract('with: {partner: partner}', 'with: {partner: names}')
        self.finds(('openapi.yaml:', 'rename_partner: x-reads must say what partner of get_partner is'))

    def test_marks_that_are_not_used(self):
        for keep in (False, True):
            for given, left in ((':name_marks', 'name_key'), (':name_key', 'name_marks')):
                self.setUp()
                self.keep() if keep else self.say('guard')
                self.use(given)
                self.finds(('openapi.yaml:', f'rename_partner: {left} is declared but never used: use :{left} in'))

    def test_marks_that_nothing_makes(self):
        self.use(':name_marks')
        self.finds((self.RENAME, ':name_marks is not declared by rename_partner'))

    def test_a_member_with_the_name_of_the_marks(self):
        for name in operations.NAME_WORDS:
            self.setUp()
            self.edit('schema/partner_create.json', '"properties": {', f'"properties": {{"{name}": {{"type": "string"}}, ')
            self.edit(CREATE, ':parent', f':parent, :{name}')
            status, lines = self.generate()
            self.assertEqual(1, status)
            self.assertIn(f'create_partner: member {name} of the body has the name of something else', '\n'.join(lines))

    def test_a_value_that_says_nothing(self):
        for value in ('true', 'keep', '{keep: true}', '{keep: names, guard: true}', '[guard]', '{guard: names}'):
            self.setUp()
            self.say(value)
            self.finds(('openapi.yaml:', 'rename_partner: x-names is guard or {keep: MEMBER}: mend it'))

    def test_without_a_body_or_without_sql(self):
        for operation in ('get_partner', 'get_docs'):
            self.setUp()
            self.contract(f'      operationId: {operation}\n', f'      operationId: {operation}\n      x-names: guard\n')
            self.finds(('openapi.yaml:', f'{operation}: x-names is for a write with SQL and a JSON body'))

    def test_a_member_that_is_no_list_of_names(self):
        for member in ('', 'names: {type: string}', 'names: {type: array}', 'names: {type: array, items: {type: integer}}'):
            self.setUp()
            self.say('{keep: names}')
            self.contract('properties: {name: {type: string}}', f'properties: {{name: {{type: string}}, {member}}}')
            self.use()
            self.finds(('openapi.yaml:', 'rename_partner: x-names keeps names: its body must have that member, an array'))


class Standards(Case):
    """x-standard: a list that also comes in the words of a published standard."""

    def setUp(self):
        super().setUp()
        self.contract('      operationId: list_partners\n',
                      '      operationId: list_partners\n      x-standard: {name: 360giving, items: grants}\n')
        self.contract('enum: [json, csv]', 'enum: [json, csv, 360giving, 360giving-csv]')
        self.contract('            text/csv: {schema: {type: string}, example: "id\\r\\n"}\n    post',
                      '            text/csv: {schema: {type: string}, example: "id\\r\\n"}\n' + PACKAGE +
                      '            text/vnd.360giving.csv: {schema: {type: string}}\n    post')
        self.write(STANDARD, '-- Grants.\nSELECT :giving_prefix || id AS "Identifier: ours", :public_url\n'
                             'FROM api.partners WHERE kind = :kind AND at = :on\n')

    def test_what_is_written(self):
        self.is_good()
        written = (self.output / 'operations.c').read_text()
        self.assertIn('.standard = &list_partners_standard', written)
        self.assertIn('.standard_items = "grants"', written)
        self.assertIn('.forms = FORM_BIT(FORM_JSON) | FORM_BIT(FORM_CSV) | FORM_BIT(FORM_360GIVING) | '
                      'FORM_BIT(FORM_360GIVING_CSV)', written)
        self.assertIn('.name = "list_partners.360giving"', written)
        self.assertIn('{SOURCE_GIVING_PREFIX, 0, "giving_prefix"}', written)
        self.assertIn('{SOURCE_PUBLIC_URL, 0, "public_url"}', written)
        self.assertIn('Identifier: ours', written)

    def test_no_sql(self):
        Path(self.root, STANDARD).unlink()
        self.finds((STANDARD, 'is missing: write the rows of operation list_partners'))

    def test_sql_without_a_standard(self):
        self.contract('      x-standard: {name: 360giving, items: grants}\n', '')
        self.finds((STANDARD, 'no operation with this name asks for SQL'),
                   ('openapi.yaml:', 'list_partners: application/vnd.360giving+json is of a standard'),
                   ('openapi.yaml:', 'list_partners: text/vnd.360giving.csv is of a standard'))

    def test_a_filter_that_it_does_not_heed(self):
        self.edit(STANDARD, 'kind = :kind AND ', '')
        self.finds(('openapi.yaml:', 'list_partners: kind does not narrow the rows in the words of 360giving'))

    def test_what_is_none(self):
        for node in ('360giving', '{name: 360giving}', '{name: another, items: grants}'):
            with self.subTest(node=node):
                before = Path(self.root, 'openapi.yaml').read_text()
                self.contract('x-standard: {name: 360giving, items: grants}', 'x-standard: ' + node)
                self.finds(('openapi.yaml:', 'list_partners: x-standard is {name: NAME, items: MEMBER}'),
                           (STANDARD, 'no operation with this name asks for SQL'))
                self.write('openapi.yaml', before)

    def test_one_of_its_forms_alone(self):
        self.contract('            text/vnd.360giving.csv: {schema: {type: string}}\n', '')
        self.finds(('openapi.yaml:', 'list_partners: x-standard 360giving comes as application/vnd.360giving+json and'))

    def test_items_that_are_elsewhere(self):
        self.contract('{grants: {type: array', '{awards: {type: array')
        self.finds(('openapi.yaml:', 'list_partners: x-standard has its items in grants'))

    def test_a_format_that_does_not_name_it(self):
        self.contract(', 360giving-csv]', ']')
        self.finds(('openapi.yaml:', 'list_partners: x-standard 360giving is asked for by format=360giving and'))

    def test_what_is_no_list(self):
        self.contract('      operationId: get_partner\n',
                      '      operationId: get_partner\n      x-standard: {name: 360giving, items: grants}\n')
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn('get_partner: x-standard is for a list that is read', '\n'.join(lines))

    def test_a_setting_in_what_is_read_back(self):
        self.edit(GET, ':partner', ':partner AND :public_url IS NULL')
        self.is_good()
        self.assertEqual(4, (self.output / 'operations.c').read_text().count('{SOURCE_PUBLIC_URL, 0, "public_url"}'))

    def test_a_member_with_the_name_of_a_setting(self):
        self.contract('properties: {name: {type: string}}', 'properties: {public_url: {type: string}}')
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn('rename_partner: member public_url of the body has the name of something else',
                      '\n'.join(lines))


FILES = '''  /v1/partners/{partner}/map:
    parameters:
      - {name: partner, in: path, required: true, schema: {type: string}}
    get:
      operationId: get_map
      x-file: true
      responses:
        '200':
          description: A map
          content:
            image/png: {schema: {type: string}}
            text/csv: {schema: {type: string}}
    post:
      operationId: put_map
      x-load: {into: map_staging, file: true}
      x-reads: {operation: get_partner, with: {partner: partner}}
      requestBody:
        required: true
        content:
          multipart/form-data: {schema: {type: object}}
      responses:
        '200': {description: Kept}
  /v1/partners/{partner}:
'''
MAP = 'sql/queries/partners/get_map.sql'
PUT_MAP = 'sql/queries/partners/put_map.sql'


class Files(Case):
    """x-file, which answers one, and x-load of one, which takes it."""

    def setUp(self):
        super().setUp()
        self.contract('  /v1/partners/{partner}:\n', FILES)
        self.write(MAP, '-- A map.\nSELECT content FROM safer.map WHERE id = :partner\n')
        self.write('sql/queries/partners/get_map.head.sql', '-- Its name.\nSELECT name AS _name WHERE :partner\n')
        self.write(PUT_MAP, '-- Keeps it.\n'
                   'SELECT keep(:partner, :load_filename, :load_type, :load_sha256, :load_bytes)\n')
        self.write('sql/queries/partners/put_map.stage.sql', '-- Stages it.\nSELECT stage()\n')

    def says(self, *words):
        status, lines = self.generate()
        self.assertEqual(1, status)
        for each in words:
            self.assertIn(each, '\n'.join(lines))

    def test_what_is_written(self):
        self.is_good()
        written = (self.output / 'operations.c').read_text()
        self.assertIn('.shape = SHAPE_FILE', written)
        self.assertIn('"COPY pg_temp.map_staging (part, content) FROM STDIN"', written)
        self.assertIn('.file = true', written)
        self.assertIn('.load = &put_map_load', written)
        self.assertIn('{SOURCE_LOAD_TYPE, 0, "load_type"}', written)
        self.assertEqual(1, written.count('.slow = true'))
        row = written[written.index('.id = "get_map"'):]
        self.assertIn('.forms = 0,', row[:row.index('},')])  # none is chosen by Accept
        self.assertIn('.head_always = true', row[:row.index('},')])

    def test_no_head(self):
        Path(self.root, 'sql/queries/partners/get_map.head.sql').unlink()
        self.finds(('sql/queries/partners/get_map.head.sql',
                    'is missing: write what says _name, _type, _bytes and _sha256 of'))

    def test_that_is_not_true(self):
        self.contract('x-file: true', 'x-file: false')
        self.finds(('openapi.yaml:', 'get_map: x-file is true or is not there'))

    def test_in_a_write(self):
        self.contract('      x-load: {into: map_staging, file: true}\n',
                      '      x-load: {into: map_staging, file: true}\n      x-file: true\n')
        self.says('put_map: x-file is for a GET with SQL')

    def test_with_what_does_not_go_with_it(self):
        for other in ('x-slow: true', 'x-compose: map', 'x-handler: document'):
            with self.subTest(other):
                self.setUp()
                self.contract('      x-file: true\n', f'      x-file: true\n      {other}\n')
                self.says('get_map: x-file is for a GET with SQL')

    def test_of_no_type_and_of_json(self):
        self.contract('            image/png:', '            application/json:')
        self.finds(('openapi.yaml:', 'get_map: x-file answers 200 with a file'))

    def test_that_is_chosen_by_format(self):
        self.contract('      x-file: true\n', '      x-file: true\n      parameters:\n'
                      '        - {name: format, in: query, schema: {type: string, enum: [csv]}}\n')
        self.says('get_map: format is for an operation that answers in several forms')

    def test_a_file_that_is_read_back(self):
        self.contract('{operation: get_partner, with: {partner: partner}}', '{operation: get_map, with: {partner: partner}}')
        self.says('x-reads get_map: name a GET of one resource')

    def test_no_stage(self):
        Path(self.root, 'sql/queries/partners/put_map.stage.sql').unlink()
        self.finds(('sql/queries/partners/put_map.stage.sql', 'is missing: write what makes the staging table of'))

    def test_another_shape(self):
        for wrong in ('{file: true}', '{into: map_staging, file: false}', '{into: "a; b", file: true}',
                      '{into: map_staging, file: true, columns: [a]}'):
            with self.subTest(wrong):
                self.setUp()
                self.contract('{into: map_staging, file: true}', wrong)
                self.says('put_map: x-load of a file that is kept is {into: TABLE, file: true}')

    def test_a_body_of_another_form(self):
        for old, new in (('          multipart/form-data: {schema: {type: object}}\n      responses:\n        \'200\': {description: Kept}',
                          '          text/csv: {schema: {type: string}}\n      responses:\n        \'200\': {description: Kept}'),
                         ('        required: true\n        content:\n          multipart', '        content:\n          multipart')):
            with self.subTest(new):
                self.setUp()
                self.contract(old, new)
                self.finds(('openapi.yaml:', 'put_map: x-load: a file comes as multipart/form-data alone'))

    def test_another_method(self):
        self.contract('    post:\n      operationId: put_map\n', '    put:\n      operationId: put_map\n')
        self.says('put_map: x-load of a file is for POST')

    def test_a_word_that_is_not_used(self):
        self.edit(PUT_MAP, ', :load_type', '')
        self.finds(('openapi.yaml:', 'put_map: load_type is declared but never used: use :load_type'))

    def test_a_word_of_rows(self):
        self.edit(PUT_MAP, ':load_type', ':load_type, :load_form')
        self.says(':load_form is not declared by put_map')

    def test_its_type_is_a_word_for_it_alone(self):
        self.edit(CREATE, ':kind', ':load_type')
        self.says(':load_type is not declared by create_partner')


class Forms(Case):
    JSON = '            application/json:\n'

    def test_one_that_nothing_writes(self):
        self.contract(self.JSON, '            image/png: {schema: {type: string}}\n' + self.JSON)
        self.finds(('openapi.yaml:', 'nothing writes image/png'))

    def test_a_page_of_what_is_not_composed(self):
        self.contract(self.JSON, '            text/html: {schema: {type: string}}\n' + self.JSON)
        self.finds(('openapi.yaml:', 'only what is composed comes as text/html'))


class AuditedReads(Case):
    GET = '      operationId: get_partner\n'

    def test_the_scope_that_shows_what_is_restricted(self):
        self.contract(self.GET, self.GET + '      x-audit-read: restricted.read\n')
        self.is_good()
        self.assertEqual(['restricted.read'], self.audit_read())

    def test_several_scopes_of_which_any_one_does(self):
        self.contract(self.GET, self.GET + '      x-audit-read: [reviews.read, reviews.write]\n')
        self.is_good()
        self.assertEqual(['reviews.read', 'reviews.write'], self.audit_read())

    def audit_read(self):
        """The scopes in the table of get_partner, which alone has any."""
        text = (self.output / 'operations.c').read_text()
        self.assertEqual(1, text.count('.audit_read = get_partner_audit_read'))
        self.assertEqual(1, text.count('.audit_read'))
        found = re.search(r'static const char \*const get_partner_audit_read\[\] = \{(.*?)\};', text, re.DOTALL)
        names = re.findall(r'"(.*?)"|(NULL)', found[1])
        self.assertEqual(('', 'NULL'), names.pop())
        return [name for name, _ in names]

    def test_anything_but_a_scope(self):
        for said in ('true', '[]', '[restricted.read, true]', '{scope: restricted.read}', 'restricted', '[Restricted.read]'):
            with self.subTest(said):
                self.setUp()
                self.contract(self.GET, self.GET + f'      x-audit-read: {said}\n')
                self.finds(('openapi.yaml:', 'get_partner: x-audit-read is the scope with which'))

    def test_a_scope_that_is_named_twice(self):
        self.contract(self.GET, self.GET + '      x-audit-read: [restricted.read, restricted.read]\n')
        self.finds(('openapi.yaml:', 'get_partner: x-audit-read has restricted.read twice: keep one'))

    def test_what_reads_no_rows(self):
        self.contract('      x-handler: document\n', '      x-handler: document\n      x-audit-read: restricted.read\n')
        self.finds(('openapi.yaml:', 'get_docs: x-audit-read is for what reads rows all at once'))


class ServiceStatements(Case):
    def test_one_that_is_declared_and_not_written(self):
        (self.root / 'sql/queries/service/check_ready.sql').unlink()
        self.finds(('sql/queries/service/check_ready.sql: ', 'is missing: api/database/embedded.h declares it'))

    def test_one_that_is_written_and_not_declared(self):
        self.write('sql/queries/service/check_time.sql', '-- The time.\nSELECT now()')
        self.finds(('sql/queries/service/check_time.sql: ', 'embedded.h has no statement_check_time'))

    def test_no_header_that_declares_them(self):
        (self.root / 'api/database/embedded.h').unlink()
        status, lines = self.generate()
        self.assertEqual(1, status)
        self.assertIn('api/database/embedded.h: is missing: write it', lines)

    def test_one_with_names(self):
        self.edit('sql/queries/service/check_ready.sql', '()', '(:hours)')
        self.finds(('sql/queries/service/check_ready.sql:2: ', ':hours in a statement of the service'))

    def test_one_with_the_name_of_an_operation(self):
        self.write('sql/queries/service/get_docs.sql', '-- Taken.\nSELECT 1')
        self.edit('api/database/embedded.h', 'statement_check_ready;',
                  'statement_check_ready;\nextern const struct statement statement_get_docs;')
        self.finds(('sql/queries/service/get_docs.sql: ', 'an operation has the same name'))


class Names(unittest.TestCase):
    """The scanner of :names, on SQL that means something else by a colon."""

    def read(self, sql, faults=()):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, 'x.sql').write_text('-- What.\n' + sql, encoding='utf-8')
            tree = sources.Tree(folder)
            result = sources.read_sql(tree, 'x.sql')
            self.assertEqual(list(faults), tree.faults)
            return result

    def is_left_alone(self, sql):
        result = self.read(sql)
        self.assertEqual(({}, sql), (result.names, result.text))

    def test_one_name_has_one_number_by_first_appearance(self):
        result = self.read('SELECT :b, :a_1, :b::text, :a_1')
        self.assertEqual('SELECT $1, $2, $1::text, $2', result.text)
        self.assertEqual(['b', 'a_1'], list(result.names))

    def test_names_touching_operators(self):
        self.assertEqual('SELECT a=$1,($2)||-$1', self.read('SELECT a=:x,(:y)||-:x').text)

    def test_casts(self):
        self.is_left_alone("SELECT a::text, 1 ::int, '2018-01-01'::date, b:: text, ARRAY[1]::int[]")

    def test_string_literals(self):
        self.is_left_alone("SELECT ':a', 'it''s :b', '\\', ':c', U&'\\0061:d', '--:e', '/*:f'")
        self.is_left_alone("SELECT E'it\\'s :a', e'\\\\', E'''\\':b', 'multi\n\n  line :c  \n'")

    def test_a_name_that_ends_in_e_before_a_literal(self):
        self.assertEqual("SELECT date'\\', $1, ''", self.read("SELECT date'\\', :a, ''").text)

    def test_quoted_identifiers(self):
        self.is_left_alone('SELECT ":a", "b"":c", U&"d:e"')

    def test_dollar_quoting(self):
        self.is_left_alone("SELECT $$:a ' \" $$, $tag$:b $$ :c $tag$, $é$:d$é$")
        self.assertEqual('SELECT a$b$ , $1, c$b$', self.read('SELECT a$b$ , :x, c$b$').text)

    def test_comments_go_and_hide_names(self):
        result = self.read("SELECT 1 -- :a '\n  , 2 /* :b /* nested :c */ ' :d */ , 3\n--\n\n\n  -- :e\nFROM t -- end")
        self.assertEqual(({}, 'SELECT 1\n  , 2 , 3\nFROM t'), (result.names, re.sub(' +,', ' ,', result.text).replace(
            '\n ,', '\n  ,')))

    def test_a_comment_parts_words(self):
        self.assertEqual('SELECT 1', self.read('SELECT/**/1').text)

    def test_array_slices(self):
        self.is_left_alone('SELECT a[1:n], a[m:n], a[:n], a[m:], (f(x))[i:j], a[1:2][i:j], "q"[i:j], a[f(1):n]')

    def test_a_parameter_in_a_subscript_stands_in_parentheses(self):
        self.assertEqual('SELECT a[1:($1)], a[($2)]', self.read('SELECT a[1:(:x)], a[(:y)]').text)

    def test_array_constructors(self):
        self.assertEqual('SELECT ARRAY[$1, $2], array [[$1],[$2]]', self.read('SELECT ARRAY[:a, :b], array [[:a],[:b]]').text)

    def test_brackets_that_do_not_match_are_the_databases_matter(self):
        self.is_left_alone('SELECT 1)] )')

    def test_named_arguments(self):
        self.is_left_alone('SELECT f(a := 1, b => 2)')

    def test_json_paths_and_operators(self):
        self.assertEqual("SELECT j -> 'a:b' #>> '{c}' @? '$.d' ? $1", self.read("SELECT j -> 'a:b' #>> '{c}' @? '$.d' ? :e").text)

    def test_positions_are_counted_and_kept(self):
        result = self.read('SELECT $2, $10, $1')
        self.assertEqual((10, 'SELECT $2, $10, $1'), (result.positions, result.text))

    def test_a_last_semicolon_goes(self):
        self.assertEqual('SELECT 1', self.read('SELECT 1 ;  -- done\n').text)

    def test_blank_lines_go_and_indentation_stays(self):
        self.assertEqual('SELECT 1\n  FROM t', self.read('\n\nSELECT 1  \n\n \n  FROM t\n\n').text)

    def test_names_know_their_lines(self):
        self.assertEqual({'a': 2, 'b': 5}, self.read("SELECT :a,\n'\n',\n:b, :a").names)

    def test_what_is_not_closed(self):
        self.read("SELECT 1, 'a", ["x.sql:2: ' is not closed: close it"])
        self.read('SELECT\n"a', ['x.sql:3: " is not closed: close it'])
        self.read('SELECT $a$ $b$', ['x.sql:2: $ is not closed: close it'] * 2)
        self.read('SELECT 1 /* /* */', ['x.sql:2: /* is not closed: close it'])


if __name__ == '__main__':
    unittest.main()
