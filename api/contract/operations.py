# Compiles openapi.yaml, schema/ and sql/ into constant C tables, or says all that is wrong with them.
# SPDX-License-Identifier: MIT
"""Compile the contract: openapi.yaml, schema/ and sql/ become operations.c, embedded.c, documents.c.

Everything is read (sources.py), every operation is put together with its SQL, and only when there is
no fault is the C written (tables.py). A fault is one line, `file[:line]: what is wrong and how to mend
it`. The tables are explained in operation.h, the x- extensions in docs/contract-extensions.md.
"""
import argparse
import importlib.util
import json
import os
import posixpath
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.dont_write_bytecode = True  # the source folder stays as it is

import datapackage
import tables
from sources import (API, DATA, NAME_MAPS, Bundle, Node, Tree, json_text, properties, read_json, read_sql,
                     resolve, self_contained, yaml_text)

METHODS = ('get', 'post', 'put', 'patch', 'delete')
EXTENSIONS = ('x-handler', 'x-reads', 'x-compose', 'x-slow', 'x-load', 'x-file', 'x-audit-read', 'x-standard',
              'x-names', 'x-random-id')
PARAMETER_EXTENSIONS = ('x-unrecorded',)
FORMS = {'application/json': 'FORM_JSON', 'text/csv': 'FORM_CSV', 'text/markdown': 'FORM_MARKDOWN',
         'text/html': 'FORM_PAGE', 'text/calendar': 'FORM_CALENDAR',
         'application/vnd.360giving+json': 'FORM_360GIVING',
         'text/vnd.360giving.csv': 'FORM_360GIVING_CSV'}  # api/base/form.h
COMPOSED_TYPES = ('text/markdown', 'text/html', 'text/calendar')
# Published standards, by the name that x-standard has for them: the media types a list comes in, and the forms.
STANDARDS = {'360giving': {'360giving': 'application/vnd.360giving+json', '360giving-csv': 'text/vnd.360giving.csv'}}
NAME_WORDS = ('name_marks', 'name_key')  # what x-names makes of a body
SETTING_WORDS = ('giving_prefix', 'public_url')  # settings that any SQL may ask for
LOAD_FORMS = ('application/json', 'text/csv', 'multipart/form-data')
FILE_FORM = 'multipart/form-data'
LOAD_WORDS = ('load_form', 'load_filename', 'load_sha256', 'load_bytes')
FILE_WORDS = ('load_filename', 'load_type', 'load_sha256', 'load_bytes')
HEADERS = ('Idempotency-Key', 'If-Match', 'If-None-Match', 'X-Request-Id', 'traceparent')
TYPES = ('string', 'integer', 'boolean')
FORMATS = ('date', 'date-time', 'uuid', 'uri', 'financial-year')
KEYWORDS = set('''type enum const properties required additionalProperties items minItems maxItems
    uniqueItems minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
    minProperties maxProperties format $ref $defs allOf anyOf oneOf not if then else description title
    default examples $schema $id $comment deprecated readOnly writeOnly'''.split())
# The service's own query parameters, and what an operation must have or be to declare them.
OWN_QUERY = {'format': ('has_forms', 'answers in several forms'), 'count': ('is_list', 'is a list'),
             'after': ('is_list', 'is a list'), 'limit': ('is_list', 'is a list'),
             'dry_run': ('is_write', 'writes')}
MAXIMA = {'PARAMETERS_MAX': 32, 'ROUTE_VALUES_MAX': 8, 'STATEMENT_ARGUMENTS_MAX': 32}  # as in the C headers
SNAKE_CASE = re.compile(r'[a-z][a-z0-9]*(_[a-z0-9]+)*')
OUTPUTS = ('operations.c', 'embedded.c', 'documents.c')


# --- What may be written in a schema and in openapi.yaml ------------------------------------------

def check_schema(tree, file, schema, pointer):
    if not isinstance(schema, dict):
        if not isinstance(schema, bool):
            tree.fault(file, f'{pointer} is not a schema: write an object, true or false')
        return
    for key, value in schema.items():
        below = f'{pointer}/{key}'
        if key not in KEYWORDS:
            tree.fault(file, f'{below}: the validator has no such keyword: use others', schema.line)
        elif key == 'format' and value not in FORMATS:
            tree.fault(file, f'{below}: {value} is none of {", ".join(FORMATS)}', schema.line)
        elif key == '$ref' and re.match('#(?!/components/schemas/[^/]+$|/[$]defs/[^/]+$)', value):
            tree.fault(file, f'{below}: {value} is not a schema with a name: give it one', schema.line)
        elif key in ('properties', '$defs'):
            for name, part in value.items():
                check_schema(tree, file, part, f'{below}/{name}')
        elif key in ('items', 'additionalProperties', 'not', 'if', 'then', 'else'):
            check_schema(tree, file, value, below)
        elif key in ('allOf', 'anyOf', 'oneOf'):
            for index, part in enumerate(value):
                check_schema(tree, file, part, f'{below}/{index}')


def check_document(tree, node, pointer='#', names=False):
    """Finds the schemas in openapi.yaml, and the x- extensions that mean nothing."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            check_document(tree, item, f'{pointer}/{index}')
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        below = f'{pointer}/{key}'
        if pointer == '#/components/schemas' or key == 'schema' and not names:
            check_schema(tree, API, value, below)
        elif names:
            check_document(tree, value, below)
        elif key.startswith('x-'):
            if not (key in EXTENSIONS and 'responses' in node or key in PARAMETER_EXTENSIONS and 'in' in node):
                tree.fault(API, f'{below} means nothing here: an operation may have {", ".join(EXTENSIONS)}, a parameter '
                                f'{", ".join(PARAMETER_EXTENSIONS)}', node.line)
        elif key not in DATA:
            check_document(tree, value, below, key in NAME_MAPS)


# --- Operations -----------------------------------------------------------------------------------

@dataclass
class Parameter:
    name: str
    place: str
    type: str
    required: bool
    schema: str
    fallback: str
    unrecorded: bool = False  # x-unrecorded


@dataclass
class Statement:
    name: str
    file: str
    text: str
    arguments: list  # (source, index, name) in the order of $1, $2, ...
    number: int = 0


@dataclass
class Operation:
    """struct operation as far as it is known, under the same names; `node` is what the contract says."""
    id: str
    path: str
    method: str
    node: dict
    parameters: list = field(default_factory=list)
    body: dict = None
    members: dict = field(default_factory=dict)  # of the body, at its top level
    status: int = 200
    shape: str = 'ONE'
    forms: list = field(default_factory=list)  # enum form
    anonymous: bool = False
    scopes: list = field(default_factory=list)
    handler: str = None
    compose: str = None
    in_parts: bool = False
    statement: Statement = None
    head: Statement = None
    unfiltered: Statement = None
    rows: Statement = None
    standard: Statement = None
    standard_name: str = None  # x-standard
    standard_items: str = None
    keep: Statement = None
    slow: bool = False
    load: dict = None  # x-load as it is written
    takes_file: bool = False  # x-load of a file that is kept as it is
    audit_read: list = field(default_factory=list)
    names: str = None  # x-names: guard or keep
    kept_names: str = None  # the member of the body whose names are kept as marks
    columns: list = field(default_factory=list)  # of what is staged: those of a CSV, then an item's that a CSV has not
    csv_columns: list = field(default_factory=list)
    ignored: list = field(default_factory=list)  # columns of the CSV that are not looked at
    stage: Statement = None
    random_id: bool = False  # x-random-id
    reads: 'Operation' = None
    reads_arguments: list = field(default_factory=list)
    number: int = 0

    def parameter(self, name, place='query'):
        return next((p for p in self.parameters if (p.name, p.place) == (name, place)), None)

    csv = property(lambda self: 'FORM_CSV' in self.forms)
    has_forms = property(lambda self: len(self.forms) > 1)
    is_write = property(lambda self: self.method != 'get')
    is_list = property(lambda self: self.shape == 'LIST')
    paged = property(lambda self: bool(self.parameter('after')))
    filters = property(lambda self: [p.name for p in self.parameters if p.place == 'query' and not p.required
                                     and p.fallback is None and p.name not in OWN_QUERY])
    # What has changed since a watermark: its head says the one that the next list begins at.
    has_watermark = property(lambda self: bool(self.parameter('updated_after')))
    under_parent = property(lambda self: (self.is_list or self.has_rows) and '{' in self.path)
    has_rows = property(lambda self: self.csv and self.shape == 'ONE' and not self.compose)  # as CSV its rows
    is_file = property(lambda self: self.shape == 'FILE')  # what it answers
    wants_head = property(lambda self: bool(self.under_parent or self.compose or self.has_watermark or self.is_file))
    needs_if_match = property(lambda self: self.method in ('put', 'patch', 'delete'))


def read_operation(tree, contract, path, method, item):
    node = item[method]
    op = Operation(node.get('operationId', ''), path, method, node)
    op.handler = node.get('x-handler')
    fault = lambda text: tree.fault(API, f'{op.id or method + " " + path}: {text}', node.line)
    if not SNAKE_CASE.fullmatch(op.id):
        fault('operationId must be there and snake_case, like list_partners')
    read_compose(op, node.get('x-compose'), fault)
    read_audit(op, fault)
    if op.handler is not None and not SNAKE_CASE.fullmatch(str(op.handler)):
        fault('x-handler must be snake_case: it names the function handle_<x-handler>')
    for given in item.get('parameters', []) + node.get('parameters', []):
        read_parameter(contract, op, resolve(contract, given), fault)
    read_path(op, fault)
    op.takes_file = isinstance(node.get('x-load'), dict) and 'file' in node['x-load']
    read_body(contract, op, fault)
    read_success(contract, op, fault)
    read_standard(contract, op, fault)
    read_security(contract, op, fault)
    check_own_parameters(op, fault)
    read_load(contract, op, item, fault)
    read_names(contract, op, fault)
    op.random_id = 'x-random-id' in node
    if node.get('x-random-id', True) is not True or op.random_id and not op.is_write:
        fault('x-random-id is true, of a write, or is not there')
    return op


def read_compose(op, node, fault):
    if node is None:
        return
    node = node if isinstance(node, dict) else {'as': node}
    op.compose, op.in_parts = str(node.get('as')), node.get('in_parts', False)
    if not SNAKE_CASE.fullmatch(op.compose) or set(node) - {'as', 'in_parts'} or op.in_parts not in (True, False):
        fault('x-compose is {as: NAME, in_parts: true or false}: NAME, in snake_case, is a function of handlers/')
    if op.handler:
        fault('x-compose goes with SQL, x-handler without it: take away one of the two')


def read_audit(op, fault):
    """x-audit-read: whoever has one of these scopes may be shown what is restricted, which is an audit event."""
    node = op.node.get('x-audit-read')
    if node is None:
        return
    scopes = node if isinstance(node, list) else [node]
    if not scopes or not all(isinstance(scope, str) and re.fullmatch(r'[a-z]+\.[a-z]+', scope) for scope in scopes):
        return fault('x-audit-read is the scope with which what is restricted is seen, like restricted.read, or a list'
                     ' of such scopes')
    for scope in sorted({scope for scope in scopes if scopes.count(scope) > 1}):
        fault(f'x-audit-read has {scope} twice: keep one')
    op.audit_read = scopes
    if op.is_write or op.handler or op.in_parts:
        fault('x-audit-read is for what reads rows all at once: take it away')


def read_parameter(contract, op, node, fault):
    name, place, schema = node.get('name', '?'), node.get('in', '?'), node.get('schema', Node())
    resolved = resolve(contract, schema)
    type_name = schema.get('type', resolved.get('type'))
    if place not in ('path', 'query', 'header'):
        fault(f'parameter {name} is in {place}: only path, query and header are read')
    if place == 'header' and name not in HEADERS:
        fault(f'nothing reads the header {name}: take it away, or use one of {", ".join(HEADERS)}')
    if type_name not in TYPES:
        fault(f'parameter {name} is of type {type_name}: make it one of {", ".join(TYPES)}')
    if any(p.name == name for p in op.parameters):
        fault(f'parameter {name} is declared twice: keep one')
    if node.get('x-unrecorded', True) is not True or 'x-unrecorded' in node and place != 'query':
        fault(f'x-unrecorded of {name} is true, of a parameter in query, or is not there')
    default = schema.get('default', resolved.get('default'))
    fallback = default if default is None or isinstance(default, str) else json.dumps(default)
    op.parameters.append(Parameter(name, place, type_name, bool(node.get('required')),
                                   self_contained(contract, schema), fallback, 'x-unrecorded' in node))


def read_path(op, fault):
    named = re.findall(r'\{([^{}]*)\}', op.path)
    declared = [p.name for p in op.parameters if p.place == 'path' and p.required]
    if sorted(named) != sorted(declared):
        fault(f'its path names {named} and its required path parameters are {declared}: mend either')
    if len(named) > MAXIMA['ROUTE_VALUES_MAX'] or len(op.parameters) > MAXIMA['PARAMETERS_MAX']:
        fault('has more parameters than the service takes: do with fewer, or raise the maximum')
    op.parameters.sort(key=lambda p: named.index(p.name) if p.name in named else len(named))


def read_body(contract, op, fault):
    body = resolve(contract, op.node.get('requestBody'))
    if not body or op.takes_file:
        return
    if not op.is_write or 'application/json' not in body.get('content', {}):
        return fault('a body goes with POST, PUT, PATCH and DELETE, and is application/json')
    op.body = body['content']['application/json'].get('schema', Node())
    op.members = properties(contract, op.body)
    if resolve(contract, op.body).get('additionalProperties') is not False:
        fault('its body takes unknown members: add additionalProperties: false to its schema')


def read_load(contract, op, item, fault):
    """x-slow and x-load: what is answered by a thread of its own, and what rows come with it."""
    node = op.node.get('x-load')
    if op.node.get('x-slow', True) is not True:
        fault('x-slow is true or is not there')
    op.slow = 'x-slow' in op.node or node is not None
    if op.slow and op.handler:
        fault('x-handler answers at once: take x-slow away')
    if node is None:
        return
    if op.takes_file:
        return read_file_load(contract, op, node, fault)
    lists = ('columns', 'required')
    others = [key for key in ('csv', 'json') if isinstance(node, dict) and key in node]
    if (not isinstance(node, dict) or set(node) != {'into', 'from', *lists, *others}
            or not all(isinstance(node[key], list) and node[key] for key in (*lists, *others))
            or not all(SNAKE_CASE.fullmatch(str(name)) for name in (
                node['into'], node['from'], *node['columns'], *(name for key in others for name in node[key])))):
        return fault('x-load is {into: TABLE, columns: [...], required: [...], from: MEMBER}, if need be with csv: '
                     '[...] and json: [...], or of a file that is kept {into: TABLE, file: true}: mend it')
    op.load = node
    op.csv_columns = [*node['columns'], *node.get('csv', [])]
    op.columns = [*op.csv_columns, *node.get('json', [])]
    content = resolve(contract, op.node.get('requestBody')).get('content', {})
    if sorted(content) != sorted(LOAD_FORMS):
        fault(f'x-load: its body comes as {", ".join(LOAD_FORMS)}: declare all of them')
    for name in node['required']:
        if name not in op.csv_columns:
            fault(f'x-load requires {name}, which is none of its columns: mend its name')
    for name in sorted({name for name in op.columns if op.columns.count(name) > 1}):
        fault(f'x-load has the column {name} twice: keep one')
    rows = resolve(contract, op.members.get(node['from'], Node()))
    taken = properties(contract, rows.get('items', Node()))
    for name in (*node['columns'], *node.get('json', [])):
        if name not in taken:
            fault(f'x-load has the column {name}, which an item of {node["from"]} has not: mend its name')
    for name in node.get('csv', []):
        if name in taken:
            fault(f'x-load has {name} for a CSV alone, and an item of {node["from"]} has it too: name it in columns')
    op.ignored = [name for name in listed(contract, item) if name not in op.csv_columns]


def read_file_load(contract, op, node, fault):
    """x-load of a file: it comes in a form, and is staged as it is, part by part."""
    if set(node) != {'into', 'file'} or node['file'] is not True or not SNAKE_CASE.fullmatch(str(node['into'])):
        return fault('x-load of a file that is kept is {into: TABLE, file: true}: mend it')
    op.load = node
    body = resolve(contract, op.node.get('requestBody'))
    if list(body.get('content', {})) != [FILE_FORM] or body.get('required') is not True:
        fault(f'x-load: a file comes as {FILE_FORM} alone: declare that, and that it is required')
    if op.method != 'post':
        fault('x-load of a file is for POST')


def read_names(contract, op, fault):
    """x-names: what a body says is compared with protected names, or is such names, as marks alone."""
    node = op.node.get('x-names')
    if node is None:
        return
    keeps = isinstance(node, dict) and list(node) == ['keep'] and isinstance(node['keep'], str)
    if node != 'guard' and not keeps:
        return fault('x-names is guard or {keep: MEMBER}: mend it')
    if op.handler or op.load or op.body is None:
        return fault('x-names is for a write with SQL and a JSON body: take it away')
    op.names, op.kept_names = ('keep', node['keep']) if keeps else ('guard', None)
    if keeps:
        kept = resolve(contract, op.members.get(op.kept_names, Node()))
        if kept.get('type') != 'array' or resolve(contract, kept.get('items', Node())).get('type') != 'string':
            fault(f'x-names keeps {op.kept_names}: its body must have that member, an array of strings')


def listed(contract, item):
    """The columns of the list at the same path: what was read there can be sent back."""
    content = resolve(contract, item.get('get', {}).get('responses', {}).get('200')).get('content', {})
    members = properties(contract, content.get('application/json', {}).get('schema', Node()))
    return list(properties(contract, resolve(contract, members.get('items', Node())).get('items', Node())))


def read_success(contract, op, fault):
    responses = op.node.get('responses', {})
    if '200' not in responses and '201' not in responses:
        return fault('has no response 200 or 201: declare one')
    content = resolve(contract, responses.get('200')).get('content', {})
    members = properties(contract, content.get('application/json', {}).get('schema', Node()))
    is_list = resolve(contract, members.get('items')).get('type') == 'array'
    if 'x-file' in op.node:
        return read_file(op, content, fault)
    op.shape = 'HANDLER' if op.handler else 'LIST' if is_list and not op.compose else 'ONE'
    op.status = 201 if '201' in responses else 200
    content = content or resolve(contract, responses.get('201')).get('content', {})
    op.forms = [form for media_type, form in FORMS.items() if media_type in content]
    for media_type in content:
        if not op.handler and media_type not in FORMS:
            fault(f'nothing writes {media_type}: an answer is one of {", ".join(FORMS)}')
        elif not op.handler and not op.compose and media_type in COMPOSED_TYPES:
            fault(f'only what is composed comes as {media_type}: add x-compose, or take it away')


def read_file(op, content, fault):
    """x-file: the answer is the bytes of a file, of one of the types that are declared."""
    op.shape = 'FILE'
    if op.node['x-file'] is not True:
        fault('x-file is true or is not there')
    if op.method != 'get' or op.handler or op.compose or 'x-slow' in op.node:
        fault('x-file is for a GET with SQL, which streams it as it is: take away what else is said')
    if not content or 'application/json' in content:
        fault('x-file answers 200 with a file: declare each of the types it may have, and no JSON')


def read_standard(contract, op, fault):
    """x-standard: a list that also comes in the words of a published standard."""
    node = op.node.get('x-standard')
    content = resolve(contract, op.node.get('responses', {}).get('200')).get('content', {})
    known = {media_type: name for name, types in STANDARDS.items() for media_type in types.values()}
    given = {media_type for media_type in content if media_type in known}
    if node is None:
        for media_type in sorted(given):
            fault(f'{media_type} is of a standard: add x-standard, or take it away')
        return
    if not isinstance(node, dict) or set(node) != {'name', 'items'} or node['name'] not in STANDARDS:
        return fault(f'x-standard is {{name: NAME, items: MEMBER}}, NAME one of {", ".join(STANDARDS)}: mend it')
    op.standard_name, op.standard_items = node['name'], node['items']
    if op.is_write or not op.is_list or op.load or op.audit_read:
        fault('x-standard is for a list that is read, of what is not restricted: take it away')
    types = STANDARDS[op.standard_name]
    if given != set(types.values()):
        fault(f'x-standard {op.standard_name} comes as {" and ".join(types.values())}: declare both, and no other')
    items = properties(contract, content.get(types[op.standard_name], {}).get('schema', Node()))
    if list(items) != [op.standard_items] or resolve(contract, items[op.standard_items]).get('type') != 'array':
        fault(f'x-standard has its items in {op.standard_items}: its schema must have that array, and nothing else')
    form = op.parameter('format')
    if form and not set(types) <= set(json.loads(form.schema).get('enum', [])):
        fault(f'x-standard {op.standard_name} is asked for by format={" and ".join(types)}: add them to its enum')


def read_security(contract, op, fault):
    entries = op.node.get('security', contract.get('security'))
    if entries is None:
        return fault('has no security: say who may call it, [] is everybody')
    schemes = contract['components'].get('securitySchemes', {})
    for entry in entries:
        scopes = entry.get('bearer', [])
        if set(entry) - {'bearer'} or len(scopes) > 1 or entry and 'bearer' not in schemes:
            fault('an entry of security is {} or the securityScheme bearer with one scope at most: '
                  'write alternatives as several entries')
        op.scopes += scopes
    op.anonymous = not entries or {} in entries
    if {'bearer': []} in entries and op.scopes:
        fault('security takes any token and also asks for a scope: keep one of the two')


def check_own_parameters(op, fault):
    if op.needs_if_match and not op.parameter('If-Match', 'header'):
        fault(f'{op.method.upper()} changes what was read before: declare the header If-Match')
    for name, (need, words) in OWN_QUERY.items():
        if op.parameter(name) and not op.handler and not getattr(op, need):
            fault(f'{name} is for an operation that {words}: take it away')
    if op.has_watermark and not op.paged:
        fault('updated_after is for a list in pages: take it away')
    if bool(op.parameter('after')) != bool(op.parameter('limit')):
        fault('has one of after and limit: a list in pages has both, a whole list neither')


def read_operations(tree, contract):
    found, paths = [], {}
    for path, item in contract.get('paths', {}).items():
        fault = lambda text: tree.fault(API, f'path {path}: {text}', item.line)
        if not re.fullmatch(r'/|(/([^/{}]+|\{[^/{}]+\}))+', path):
            fault('make each segment a word or one {parameter}')
        other = paths.setdefault(re.sub(r'\{[^/]*\}', '{}', path), path)
        if other != path:
            fault(f'differs from {other} only in parameter names: make them one')
        for key in item:
            if key in METHODS:
                found.append(read_operation(tree, contract, path, key, item))
            elif key not in ('parameters', 'summary', 'description') and not key.startswith('x-'):
                fault(f'{key} is not implemented: take it away')
    for number, op in enumerate(found):
        op.number = number
        if any(op.id == other.id for other in found[:number]):
            tree.fault(API, f'operationId {op.id} is there twice: rename one', op.node.line)
    v1 = [op for op in found if op.path.startswith('/v1/')]
    handled = [op.id for op in v1 if op.handler]
    if len(handled) > 0.15 * len(v1):
        tree.warnings.append(f'{API}: warning: {len(handled)} of {len(v1)} operations under /v1 have '
                             f'x-handler, more than 15 %: {", ".join(handled)}')
    return found


# --- Operations and their SQL ---------------------------------------------------------------------

def attach_sql(tree, operations):
    files = {}
    for file in tree.files('sql/queries', '.sql'):
        if not file.startswith('sql/queries/service/'):
            name = posixpath.basename(file)[:-len('.sql')]
            if name in files:
                tree.fault(file, f'{files[name]} has the same name: keep one')
            files[name] = file
    for op in operations:
        if not op.handler:
            attach_statements(tree, op, files)
    for name in files.keys() - {name for op in operations if not op.handler
                                for name in (op.id, op.id + '.head', op.id + '.rows', op.id + '.keep',
                                             op.id + '.stage', f'{op.id}.{op.standard_name}')}:
        tree.fault(files[name], 'no operation with this name asks for SQL: rename or remove the file')


def attach_statements(tree, op, files):
    folder = (op.path.removeprefix('/v1') + '/').split('/')[1].replace('-', '_')
    expected = f'sql/queries/{folder}/{op.id}'
    head_wanted = op.wants_head or op.parameter('count')
    where = f'operation {op.id} ({API}:{op.node.line})'
    file, head, rows, keep = (files.get(op.id + part) for part in ('', '.head', '.rows', '.keep'))
    if file:
        op.statement = read_statement(tree, op, file, op.id)
        if op.paged and not op.has_watermark:
            op.unfiltered = read_statement(tree, op, file, op.id + '.unfiltered', op.filters)
    else:
        tree.fault(expected + '.sql', f'is missing: write the SQL of {where}')
    if head and head_wanted:
        op.head = read_statement(tree, op, head, op.id + '.head')
    elif head:
        tree.fault(head, 'would never run: remove it, a head is for a list under a parent, with count or with '
                         'updated_after, and for x-compose and x-file')
    elif head_wanted:
        says = ('_watermark of' if op.has_watermark else
                '_name, _type, _bytes and _sha256 of' if op.is_file else
                'whether the parent is there, for' if op.wants_head else '_total of')
        tree.fault(expected + '.head.sql', f'is missing: write what says {says} {where}')
    if op.has_rows and rows:
        op.rows = read_statement(tree, op, rows, op.id + '.rows')
    elif op.has_rows:
        tree.fault(expected + '.rows.sql', f'is missing: write the rows that are the CSV of {where}')
    elif rows:
        tree.fault(rows, 'would never run: remove it, rows are for one answer that is CSV too')
    if op.standard_name:
        standard = f'{op.id}.{op.standard_name}'
        if standard in files:
            op.standard = read_statement(tree, op, files[standard], standard)
        else:
            tree.fault(f'sql/queries/{folder}/{standard}.sql', f'is missing: write the rows of {where} in the words of '
                                                               f'{op.standard_name}')
    if op.compose and op.is_write and keep:
        op.keep = read_statement(tree, op, keep, op.id + '.keep')
    elif op.compose and op.is_write:
        tree.fault(expected + '.keep.sql', f'is missing: write what keeps :composed of {where}')
    elif keep:
        tree.fault(keep, 'would never run: remove it, what is kept is what a write with x-compose composes')
    stage = files.get(op.id + '.stage')
    if op.load and stage:
        op.stage = read_statement(tree, op, stage, op.id + '.stage')
    elif op.load:
        tree.fault(expected + '.stage.sql', f'is missing: write what makes the staging table of {where}')
    elif stage:
        tree.fault(stage, 'would never run: remove it, a stage is for an operation with x-load')
    if op.statement:
        check_use(tree, op)


def read_statement(tree, op, file, name, absent=()):
    sql, arguments = read_sql(tree, file, absent), []
    if sql.positions:
        tree.fault(file, f'writes ${sql.positions}: name the parameter instead, like :partner')
    if len(sql.names) > MAXIMA['STATEMENT_ARGUMENTS_MAX']:
        tree.fault(file, 'has more parameters than a statement takes: do with fewer, or raise the maximum')
    for argument, line in sql.names.items():
        source = find_source(op, argument, name.endswith('.head'), name.endswith('.keep'))
        if argument == op.kept_names:
            tree.fault(file, f':{argument} are names that are never kept as they are: use :name_marks', line)
        elif source is None:
            tree.fault(file, f':{argument} is not declared by {op.id}: declare it in {API} or mend its '
                             'name', line)
        arguments.append((*(source or ('?', 0)), argument))
    return Statement(name, file, sql.text, arguments)


def find_source(op, name, is_head=False, is_keep=False):
    """(source, index) of what :name is in the SQL of `op`, or None."""
    own = {'composed': is_keep, 'new_id': op.is_write, 'if_match': op.parameter('If-Match', 'header'), 'limit': False,
           'after': op.paged and (op.has_watermark or not is_head), 'page_size': op.is_list and not is_head}
    own.update(dict.fromkeys(SETTING_WORDS, True))
    own.update(dict.fromkeys(NAME_WORDS, bool(op.names)))
    own.update(dict.fromkeys((*LOAD_WORDS, *FILE_WORDS), False))
    own.update(dict.fromkeys(FILE_WORDS if op.takes_file else LOAD_WORDS, bool(op.load)))
    if name in own:
        return (name.upper(), 0) if own[name] else None
    for index, p in enumerate(op.parameters):
        if p.name == name and p.place != 'header':
            return 'PARAMETER', index
    return ('BODY', 0) if name in op.members and name != op.kept_names else None


def check_use(tree, op):
    """What is declared and not used would be taken and not heeded."""
    fault = lambda text: tree.fault(API, f'{op.id}: {text}', op.node.line)
    in_statement = {name for _, _, name in op.statement.arguments}
    for other in (op.head, op.keep) if op.compose else ():
        in_statement |= {name for _, _, name in other.arguments} if other else set()
    in_head = {name for _, _, name in (op.head.arguments if op.head else [])}
    path = [p.name for p in op.parameters if p.place == 'path']
    filters = [p.name for p in op.parameters if p.place == 'query' and p.name not in OWN_QUERY]
    unused = [name for name in path if name not in in_statement | in_head]
    members = [name for name in op.members if name != op.kept_names and (not op.load or name != op.load['from'])]
    unused += [name for name in FILE_WORDS if op.takes_file and name not in in_statement]
    unused += [name for name in (*filters, *members) if name not in in_statement]
    unused += [name for name in NAME_WORDS if op.names and name not in in_statement]
    for name in unused:
        fault(f'{name} is declared but never used: use :{name} in {op.statement.file}')
    in_rows = {name for _, _, name in (op.rows.arguments if op.rows else [])}
    if op.random_id and op.is_write and 'new_id' not in in_statement:
        fault(f'x-random-id is of an id that is never used: use :new_id in {op.statement.file}')
    for name in filters if op.rows else ():
        if name not in in_rows:
            fault(f'{name} does not narrow the CSV: use :{name} in {op.rows.file}')
    in_standard = {name for _, _, name in (op.standard.arguments if op.standard else [])}
    for name in (*path, *filters) if op.standard else ():
        if name not in in_standard:
            fault(f'{name} does not narrow the rows in the words of {op.standard_name}: use :{name} in '
                  f'{op.standard.file}')
    for name in filters if op.head and op.parameter('count') else ():
        if name not in in_head:
            fault(f'{name} does not narrow the total: use :{name} in {op.head.file}')
    for name in op.members:
        if name in (*path, *filters, *OWN_QUERY, *LOAD_WORDS, *FILE_WORDS, *SETTING_WORDS, *NAME_WORDS, 'new_id',
                    'if_match', 'page_size'):
            fault(f'member {name} of the body has the name of something else: rename it')
    own = (('after', 'after', op.paged), ('limit', 'page_size', op.paged),
           ('If-Match', 'if_match', op.parameter('If-Match', 'header')))
    for declared, name, given in own:
        if given and name not in in_statement:
            fault(f'{declared} is declared but never used: use :{name} in {op.statement.file}')


def attach_reads(tree, operations):
    for op in operations:
        node = op.node.get('x-reads')
        if node is not None:
            attach_read(tree, op, node, operations)
        elif op.is_write and not op.handler:
            tree.fault(API, f'{op.id}: add x-reads, which names the operation that returns what was '
                            'written', op.node.line)


def attach_read(tree, op, node, operations):
    fault = lambda text: tree.fault(API, f'{op.id}: x-reads {text}', op.node.line)
    node = node if isinstance(node, dict) else {'operation': node}
    given = node.get('with', {})
    op.reads = next((read for read in operations if read.id == node.get('operation')), None)
    if set(node) - {'operation', 'with'} or not isinstance(given, dict):
        return fault('is {operation: NAME, with: {its parameter: ours}}: mend it')
    if not op.is_write or op.handler or not op.reads or op.reads.is_write or op.reads.shape != 'ONE':
        return fault(f'{node.get("operation")}: name a GET of one resource, in a write with SQL')
    for name in given:
        if not any(p.name == name and p.place != 'header' for p in op.reads.parameters):
            fault(f'gives {name}, which {op.reads.id} does not have: mend its name')
    for _, _, name in op.reads.statement.arguments if op.reads.statement else []:
        if find_source(op.reads, name) is None:
            continue  # a fault of its own already
        if name in SETTING_WORDS:
            op.reads_arguments.append((name.upper(), 0, name))
            continue
        ours = given.get(name)
        if ours is None and is_optional(op.reads, name):
            op.reads_arguments.append(('NOTHING', 0, name))
            continue
        source = find_source(op, ours)
        if source is None or source[0] not in ('PARAMETER', 'BODY', 'NEW_ID'):
            fault(f'must say what {name} of {op.reads.id} is: a path or query parameter, a member of '
                  f'the body, or new_id (not {ours})')
        op.reads_arguments.append((*(source or ('?', 0)), ours))


def is_optional(op, name):
    parameter = op.parameter(name)
    return parameter is not None and not parameter.required and parameter.fallback is None


def read_service(tree, operations):
    """The service's own statements, which keep their $1, $2, ...; embedded.h says which there are."""
    header, found = 'api/database/embedded.h', []
    declared = re.findall(r'\bstruct statement statement_(\w+);', tree.read(header) or '')
    files = {posixpath.basename(f)[:-len('.sql')]: f for f in tree.files('sql/queries/service', '.sql')}
    for name in sorted({*files, *declared}):
        if name not in files:
            tree.fault(f'sql/queries/service/{name}.sql', f'is missing: {header} declares it, write it')
            continue
        file, sql = files[name], read_sql(tree, files[name])
        if name not in declared:
            tree.fault(file, f'{header} has no statement_{name}: declare it or remove the file')
        if any(op.id == name for op in operations):
            tree.fault(file, 'an operation has the same name: rename one')
        for parameter, line in sql.names.items():
            tree.fault(file, f':{parameter} in a statement of the service: write $1, $2, ...', line)
        found.append((Statement(name, file, sql.text, []), sql.positions))
    return found


# --- Documents, and the whole ---------------------------------------------------------------------

def read_problems(tree):
    file = 'api/http/problem.def'
    text = re.sub(r'/\*.*?\*/', '', tree.read(file) or '', flags=re.DOTALL)
    string = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
    rows = re.findall(rf'\bPROBLEM\(\s*(\w+)\s*,\s*{string},\s*(\d+)\s*,\s*{string},\s*{string}\)', text)
    if not rows or len(rows) != text.count('PROBLEM('):
        tree.fault(file, 'has rows that cannot be read: PROBLEM(NAME, "slug", status, "Title", "text")')
    plain = lambda literals: ''.join(map(json.loads, re.findall(r'"(?:[^"\\]|\\.)*"', literals)))
    return [{'name': name, 'slug': plain(slug), 'status': int(status), 'title': plain(title),
             'text': plain(text)} for name, slug, status, title, text in rows]


def read_documents(tree, contract):
    problems, file = read_problems(tree), 'api/contract/reference.py'
    documents = {'/openapi.yaml': ('application/yaml', yaml_text(contract)),
                 '/openapi.json': ('application/json', json_text(contract, indent=1) + '\n')}
    if tree.read(file) and not tree.faults:
        spec = importlib.util.spec_from_file_location('reference', Path(tree.root, file))
        reference = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(reference)
        try:
            documents.update(reference.render(contract, problems))
            documents['/v1/datapackage.json'] = ('application/json', datapackage.render(contract))
        except ValueError as error:
            for line in str(error).splitlines():
                tree.fault(API, line)
    return documents


def check_roles(tree, page, operations):
    """Every operation stands on the page that says who sees what of a review."""
    named = set(re.findall(r'`([a-z][a-z0-9_]*)`', tree.read(page) or ''))
    for op in operations:
        if op.id not in named:
            tree.fault(page, f'{op.id} is in no table: say what of a review it deals with, or that it deals with none')


def compile_contract(root, roles=None):
    """The tree, with its faults, and the texts of OUTPUTS, when there is no fault."""
    tree = Tree(root)
    bundle = Bundle(tree)
    contract = bundle.contract
    check_document(tree, bundle.source)
    for file in tree.files('schema', '.json'):
        check_schema(tree, file, read_json(tree, file), '#')
    operations = read_operations(tree, contract)
    if roles:
        check_roles(tree, roles, operations)
    attach_sql(tree, operations)
    attach_reads(tree, operations)
    service = read_service(tree, operations)
    statements = [s for op in operations
                  for s in (op.statement, op.head, op.unfiltered, op.rows, op.standard, op.keep, op.stage) if s]
    statements += [s for s, _ in service]
    for number, statement in enumerate(statements):
        statement.number = number
    documents = read_documents(tree, contract)
    if tree.faults:
        return tree, ()
    return tree, (tables.operations_c(contract, operations, len(statements)),
                  tables.embedded_c(tree, service), tables.documents_c(documents))


def depfile(root, output, tree):
    escape = lambda path: re.sub(r'([ #\\])', r'\\\1', path).replace('$', '$$')
    own = [os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
           for name in ('datapackage.py', 'operations.py', 'sources.py', 'tables.py')]
    read = own + [os.path.join(root, name) for name in dict.fromkeys(tree.inputs)]
    made = [os.path.join(output, name) for name in OUTPUTS]
    return f'{" ".join(map(escape, made))}: {" ".join(map(escape, read))}\n'


def main(arguments=None):
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument('--root', required=True, help='the folder of openapi.yaml, schema/ and sql/')
    options.add_argument('--output', required=True, help=f'where {", ".join(OUTPUTS)} and operations.d go')
    options.add_argument('--roles', help='the page below root that says of each operation who sees what by it')
    given = options.parse_args(arguments)
    tree, texts = compile_contract(given.root, given.roles)
    for line in dict.fromkeys(tree.warnings + sorted(tree.faults)):
        print(line, file=sys.stderr)
    if tree.faults:
        return 1
    for name, text in (*zip(OUTPUTS, texts), ('operations.d', depfile(given.root, given.output, tree))):
        Path(given.output, name).write_text(text, encoding='utf-8', newline='\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
