# Compiles openapi.yaml, schema/ and sql/ into constant C tables (operation.h, embedded.h), or says what is wrong.
# SPDX-License-Identifier: MIT
"""Compile the contract: read every file, list every fault, and only without one write the C.

In this order: reading - bundling (one self-contained contract) - checking the schemas - SQL (:names
to $n) - operations - what they read back - C. A fault is one line, `file[:line]: what is wrong and how
to mend it`; nothing is written when there is one. The `x-` extensions: docs/contract-extensions.md.
"""
import argparse
import hashlib
import importlib.util
import json
import os
import posixpath
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml

METHODS = ('get', 'post', 'put', 'patch', 'delete')  # the order of enum method
EXTENSIONS = ('x-handler', 'x-reads', 'x-slow')
HEADERS = ('Idempotency-Key', 'If-Match', 'If-None-Match', 'X-Request-Id', 'traceparent')
TYPES = ('string', 'integer', 'boolean')
FORMATS = ('date', 'date-time', 'uuid', 'uri', 'financial-year')
KEYWORDS = set('''type enum const properties required additionalProperties items minItems maxItems
    uniqueItems minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
    minProperties maxProperties format $ref $defs allOf anyOf oneOf not if then else description title
    default examples $schema $id $comment deprecated readOnly writeOnly'''.split())
NAME_MAPS = set('''properties $defs paths responses parameters requestBodies headers schemas content
    securitySchemes links callbacks variables encoding'''.split())  # keys of these are names, not keywords
DATA = {'example', 'examples', 'default', 'const', 'enum'}          # what is in these is not looked into
# The service's own query parameters, and what an operation must be to declare them.
OWN_QUERY = {'format': 'csv', 'count': 'is_list', 'after': 'is_list', 'limit': 'is_list', 'dry_run': 'is_write'}
SNAKE_CASE = re.compile(r'[a-z][a-z0-9]*(_[a-z0-9]+)*')
API = 'openapi.yaml'


# --- Reading ---------------------------------------------------------------------------------------

class Tree:
    """The files under the root: which were read, and what is wrong with them."""

    def __init__(self, root):
        self.root, self.inputs, self.faults, self.warnings = root, [], [], []

    def fault(self, file, text, line=0):
        entry = f'{file}:{line}: {text}' if line else f'{file}: {text}'
        if entry not in self.faults:
            self.faults.append(entry)

    def read(self, name):
        self.inputs.append(name)
        try:
            return Path(self.root, name).read_bytes().decode()
        except FileNotFoundError:
            self.fault(name, 'is missing: write it')
        except UnicodeDecodeError:
            self.fault(name, 'is not UTF-8: save it as UTF-8')
        return ''

    def files(self, folder, suffix):
        """Names below `folder`, sorted; the folders are inputs too, so that a new file is noticed."""
        folders = [folder, *(Path(at, name).relative_to(self.root).as_posix()
                             for at, below, _ in os.walk(Path(self.root, folder)) for name in below)]
        self.inputs += sorted(name for name in folders if Path(self.root, name).is_dir())
        return sorted(path.relative_to(self.root).as_posix()
                      for path in Path(self.root, folder).rglob('*' + suffix))


class Node(dict):
    """A mapping that knows its line."""
    line = 0


class Yaml12(yaml.SafeLoader):
    """YAML 1.2, as other readers of OpenAPI take it: `on` is a word and 2018-01-01 is text."""
    yaml_implicit_resolvers = {}


def construct_node(loader, mapping):
    node = Node()
    node.line = mapping.start_mark.line + 1
    for key, value in mapping.value:
        if key.value in node:
            raise yaml.constructor.ConstructorError(
                problem=f'{key.value} is written twice: keep one', problem_mark=key.start_mark)
        node[key.value] = loader.construct_object(value, deep=True)
    return node


NUMBER = re.compile(r'[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$')
for kind, pattern in (('null', r'(~|null)?$'), ('bool', r'(true|false)$'), ('int', r'[-+]?(0|[1-9][0-9]*)$'),
                      ('float', NUMBER.pattern)):
    Yaml12.add_implicit_resolver('tag:yaml.org,2002:' + kind, re.compile(pattern), None)
Yaml12.add_constructor('tag:yaml.org,2002:map', construct_node)


class Dumper(yaml.SafeDumper):
    """Quotes whatever either version of YAML would take for something else; no anchors."""

    def ignore_aliases(self, data):
        return True


Dumper.add_representer(Node, lambda dumper, node: dumper.represent_mapping('tag:yaml.org,2002:map', node.items()))
Dumper.add_implicit_resolver('tag:yaml.org,2002:float', NUMBER, None)


def read_yaml(tree, name):
    try:
        return yaml.load(tree.read(name), Yaml12) or Node()
    except yaml.MarkedYAMLError as error:
        tree.fault(name, error.problem, error.problem_mark.line + 1)
        return Node()


def json_node(pairs):
    if len(pairs) != len(dict(pairs)):
        raise ValueError('a key is written twice in one object: keep one')
    return Node(pairs)


def read_json(tree, name):
    try:
        return json.loads(tree.read(name), object_pairs_hook=json_node)
    except json.JSONDecodeError as error:
        tree.fault(name, f'is not JSON: {error.msg}', error.lineno)
    except ValueError as error:
        tree.fault(name, str(error))
    return Node()


# --- Bundling: every $ref into one document ----------------------------------------------------------

def rewrite(node, replace, names=False):
    """A copy of `node` whose $refs are what `replace(reference, node)` says."""
    if isinstance(node, list):
        return [rewrite(item, replace) for item in node]
    if not isinstance(node, dict):
        return node
    copy = Node()
    copy.line = node.line
    for key, value in node.items():
        if key == '$ref' and not names:
            value = replace(value, node)
        elif names or key not in DATA:
            value = rewrite(value, replace, not names and key in NAME_MAPS)
        copy[key] = value
    return copy


def bundle(tree):
    """The contract with every schema file in components/schemas; `x.json#/$defs/y` becomes `x.y`."""
    source = read_yaml(tree, API)
    files, schemas = {}, Node()

    def take(reference, base, node):
        if base == API and reference.startswith('#/'):
            if look_up(source, reference) is None:
                tree.fault(API, f'$ref {reference} leads nowhere', node.line)
            return reference
        file, _, pointer = reference.partition('#')
        path = posixpath.normpath(posixpath.join(posixpath.dirname(base), file)) if file else base
        parts = re.fullmatch(r'schema/([\w.-]+)\.json#(?:/\$defs/([\w.-]+))?', f'{path}#{pointer}')
        if not parts:
            tree.fault(base, f'$ref {reference} is none of schema/NAME.json, its #/$defs/NAME, or #/...', node.line)
            return reference
        name = '.'.join(filter(None, parts.groups()))
        if name not in schemas:
            schemas[name] = Node()  # taken before it is read: it may lead back to itself
            if path not in files:
                files[path] = read_json(tree, path)
            schema = files[path].get('$defs', {}).get(parts[2]) if parts[2] else files[path]
            if schema is None:
                tree.fault(base, f'$ref {reference} leads nowhere', node.line)
            kept = Node((key, value) for key, value in (schema or {}).items() if key not in ('$id', '$schema', '$defs'))
            schemas[name] = rewrite(kept, lambda inner, at: take(inner, path, at))
        return '#/components/schemas/' + name

    contract = rewrite(source, lambda reference, node: take(reference, API, node))
    own = contract.setdefault('components', Node()).setdefault('schemas', Node())
    for name, schema in schemas.items():
        if own.get(name, schema) not in (schema, {'$ref': '#/components/schemas/' + name}):
            tree.fault(API, f'schema {name} is here and in schema/: rename one', own[name].line)
        own[name] = schema
    return source, contract


def look_up(document, reference):
    node = document
    for part in reference[2:].split('/'):
        part = part.replace('~1', '/').replace('~0', '~')
        node = node.get(part) if isinstance(node, dict) else None
    return node


def resolve(contract, node):
    """`node`, or where its $ref leads; empty when that is nowhere."""
    for _ in range(20):
        if not isinstance(node, dict) or '$ref' not in node:
            break
        node = look_up(contract, node['$ref'])
    return node if isinstance(node, dict) and '$ref' not in node else Node()


def self_contained(contract, schema):
    """JSON text of a schema whose $refs lead to its own $defs."""
    definitions = Node()

    def take(reference, _):
        name = reference.rpartition('/')[2]
        if name not in definitions:
            definitions[name] = Node()
            definitions[name] = rewrite(look_up(contract, reference) or Node(), take)
        return '#/$defs/' + name

    if list(schema) == ['$ref']:
        schema = resolve(contract, schema)
    schema = rewrite(schema, take)
    return json.dumps({**schema, '$defs': definitions} if definitions else schema, ensure_ascii=False,
                      separators=(',', ':'))


# --- Checking what is written -------------------------------------------------------------------------

def check_schema(tree, file, schema, pointer):
    if not isinstance(schema, dict):
        if not isinstance(schema, bool):
            tree.fault(file, f'{pointer} is not a schema: write an object, true or false')
        return
    for key, value in schema.items():
        if key not in KEYWORDS:
            tree.fault(file, f'{pointer}: schema keyword {key} is not implemented: say it in others', schema.line)
        elif key == 'format' and value not in FORMATS:
            tree.fault(file, f'{pointer}: format {value} is not implemented; there are {", ".join(FORMATS)}', schema.line)
        elif key == '$ref' and file == API and not re.match(r'#/components/schemas/[^/]+$|[^#]', value):
            tree.fault(file, f'{pointer}: a schema refers to #/components/schemas/NAME or a file', schema.line)
        elif key in ('properties', '$defs'):
            for name, below in value.items():
                check_schema(tree, file, below, f'{pointer}/{key}/{name}')
        elif key in ('items', 'additionalProperties', 'not', 'if', 'then', 'else'):
            check_schema(tree, file, value, f'{pointer}/{key}')
        elif key in ('allOf', 'anyOf', 'oneOf'):
            for index, below in enumerate(value):
                check_schema(tree, file, below, f'{pointer}/{key}/{index}')


def check_document(tree, node, pointer='#', names=False):
    """Finds the schemas in openapi.yaml, and the x- extensions that nobody explains."""
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
            if key not in EXTENSIONS or 'responses' not in node:
                tree.fault(API, f'{below}: {key} means nothing here; an operation may have {", ".join(EXTENSIONS)}',
                           node.line)
        elif key not in DATA:
            check_document(tree, value, below, key in NAME_MAPS)


# --- SQL ----------------------------------------------------------------------------------------------

LEXEME = re.compile(r'''
    (?P<comment>--[^\n]*) | (?P<space>\s+)
  | (?P<text> [eE]'(?:[^'\\]|\\.|\'\')*' | '(?:[^']|\'\')*' | "(?:[^"]|"")*"
            | \$(?P<tag>(?:[^\W\d]\w*)?)\$ .*? \$(?P=tag)\$ )
  | (?P<cast>::) | (?P<name>:[^\W\d]\w*) | (?P<position>\$\d+)
  | (?P<number>\d+) | (?P<word>[^\W\d][\w$]*) | (?P<other>.)''', re.VERBOSE | re.DOTALL)


def lexemes(source):
    """(kind, text, line) of each lexeme; block comments, which nest, are found by counting."""
    at = 0
    while at < len(source):
        line = source.count('\n', 0, at) + 1
        if source.startswith('/*', at):
            depth, end = 0, at
            for mark in re.finditer(r'/\*|\*/', source[at:]):
                depth += 1 if mark[0] == '/*' else -1
                end = at + mark.end()
                if depth == 0:
                    break
            yield ('comment' if depth == 0 else 'unclosed'), source[at:end], line
        else:
            match = LEXEME.match(source, at)
            kind, end = match.lastgroup, match.end()
            yield ('unclosed' if kind == 'other' and match[0] in '\'"$' else kind), match[0], line
        at = end


@dataclass
class Sql:
    text: str = ''
    names: dict = field(default_factory=dict)  # :name → line where it first stands, in the order of $1, $2, ...
    positions: int = 0                         # the highest $n written as such


def read_sql(tree, file):
    """Takes comments and blank lines away and turns each :name into its $n. In a subscript (but not in
    an ARRAY[...]) a colon is that of a slice: a parameter there goes in parentheses, a[1:(:last)]."""
    source, result = tree.read(file), Sql()
    if not source.startswith('--'):
        tree.fault(file, 'its first line must be a comment that says what it answers', 1)
    pieces, brackets, before, ended = [], [], ('', ''), False
    for kind, text, line in lexemes(source):
        if kind in ('comment', 'space'):
            if pieces and pieces[-1].isspace():
                text = pieces.pop() + (' ' if kind == 'comment' else text)
            gap = ' ' if kind == 'comment' and not text.isspace() else text
            pieces.append('\n' + gap.rpartition('\n')[2] if '\n' in gap else gap)
            continue
        if kind == 'unclosed':
            tree.fault(file, f'{text[:2]} is not closed: close it', line)
        if ended:
            tree.fault(file, 'has more than one statement: keep one a file', line)
        ended = text == ';'
        if text == '[':
            value = before[0] in ('name', 'position', 'text') or before[1] in (')', ']') or (
                before[0] == 'word' and before[1].upper() != 'ARRAY')
            brackets.append('subscript' if value else '[')
        elif text == '(':
            brackets.append('(')
        elif text in (')', ']') and brackets:
            brackets.pop()
        elif kind == 'position':
            result.positions = max(result.positions, int(text[1:]))
        before = kind, text
        if kind == 'name' and brackets[-1:] != ['subscript']:
            result.names.setdefault(text[1:], line)
            text = f'${list(result.names).index(text[1:]) + 1}'
        pieces.append('' if ended else text)
    result.text = ''.join(pieces).strip()
    return result


# --- Operations -----------------------------------------------------------------------------------------

@dataclass
class Parameter:
    name: str
    place: str
    type: str
    required: bool
    schema: str
    fallback: str


@dataclass
class Statement:
    name: str
    file: str
    text: str
    arguments: list  # (source, index, name) in the order of $1, $2, ...
    number: int = 0


@dataclass
class Operation:
    id: str
    path: str
    method: str
    line: int
    node: dict
    parameters: list = field(default_factory=list)
    body: dict = None
    members: dict = field(default_factory=dict)  # top-level members of the body
    status: int = 200
    shape: str = 'ONE'
    csv: bool = False
    anonymous: bool = False
    scopes: list = field(default_factory=list)
    handler: str = None
    statement: Statement = None
    head: Statement = None
    reads: 'Operation' = None
    reads_arguments: list = field(default_factory=list)
    number: int = 0

    def parameter(self, name, place='query'):
        return next((p for p in self.parameters if p.name == name and p.place == place), None)

    @property
    def is_list(self):
        return self.shape == 'LIST'

    @property
    def is_write(self):
        return self.method != 'get'

    @property
    def paged(self):
        return bool(self.parameter('after') and self.parameter('limit'))

    @property
    def under_parent(self):
        return self.is_list and '{' in self.path


def read_operation(tree, contract, path, method, item):
    node = item[method]
    op = Operation(node.get('operationId', ''), path, method, node.line, node)
    fault = lambda text: tree.fault(API, f'{op.id or method + " " + path}: {text}', op.line)
    if not SNAKE_CASE.fullmatch(op.id):
        fault('operationId must be there and snake_case, like list_partners')
    read_parameters(contract, op, item.get('parameters', []) + node.get('parameters', []), fault)
    read_body(contract, op, fault)
    read_success(contract, op, fault)
    read_security(contract, op, fault)
    op.handler = node.get('x-handler')
    if op.handler is not None:
        op.shape = 'HANDLER'
        if not SNAKE_CASE.fullmatch(str(op.handler)):
            fault('x-handler must be snake_case: the function is handle_<x-handler>')
    if not isinstance(node.get('x-slow', False), bool):
        fault('x-slow must be true or false')
    if method in ('put', 'patch', 'delete') and not op.parameter('If-Match', 'header'):
        fault(f'a {method.upper()} changes what was read before: declare the header parameter If-Match')
    for p in op.parameters:
        need = OWN_QUERY.get(p.name) if p.place == 'query' else None
        if need and not op.handler and not getattr(op, need):
            fault(f'{p.name} is not for an operation such as this: take it away '
                  '(format: with text/csv; count, after, limit: a list; dry_run: a write)')
    if bool(op.parameter('after')) != bool(op.parameter('limit')):
        fault('declares one of after and limit: a paged list has both, a whole list neither')
    return op


def read_parameters(contract, op, nodes, fault):
    for node in (resolve(contract, node) for node in nodes):
        name, place, schema = node.get('name', '?'), node.get('in', '?'), node.get('schema', Node())
        resolved = resolve(contract, schema)
        kind = schema.get('type', resolved.get('type'))
        if place not in ('path', 'query', 'header'):
            fault(f'parameter {name} is in {place}: only path, query and header are read')
        if place == 'header' and name not in HEADERS:
            fault(f'no step of the service reads the header {name}; it reads {", ".join(HEADERS)}')
        if kind not in TYPES:
            fault(f'parameter {name} is of type {kind}: it must be one of {", ".join(TYPES)}')
        if any(p.name == name for p in op.parameters):
            fault(f'parameter {name} is declared twice: rename or remove one')
        default = schema.get('default', resolved.get('default'))
        fallback = default if default is None or isinstance(default, str) else json.dumps(default)
        op.parameters.append(Parameter(name, place, kind, bool(node.get('required')),
                                       self_contained(contract, schema), fallback))
    named = re.findall(r'\{([^{}]*)\}', op.path)
    declared = [p.name for p in op.parameters if p.place == 'path']
    if sorted(named) != sorted(declared) or not all(p.required for p in op.parameters if p.place == 'path'):
        fault(f'its path has {named}, its path parameters are {declared}: both must be the same, all required')
    op.parameters.sort(key=lambda p: named.index(p.name) if p.name in named else len(named))


def read_body(contract, op, fault):
    body = resolve(contract, op.node.get('requestBody', Node()))
    if not body:
        return
    if not op.is_write or 'application/json' not in body.get('content', {}):
        return fault('a body is for POST, PUT, PATCH and DELETE, and is application/json')
    op.body = body['content']['application/json'].get('schema', Node())
    op.members = properties(contract, op.body)
    if resolve(contract, op.body).get('additionalProperties') is not False:
        fault('its body takes any member: write additionalProperties: false in its schema')


def properties(contract, schema):
    """The members a schema names, through $ref, allOf, anyOf and oneOf."""
    found = Node()
    for part in {id(s): s for s in (schema, resolve(contract, schema))}.values():
        found.update(part.get('properties', {}))
        for below in part.get('allOf', []) + part.get('anyOf', []) + part.get('oneOf', []):
            found.update(properties(contract, below))
    return found


def read_success(contract, op, fault):
    responses = op.node.get('responses', {})
    if '200' not in responses and '201' not in responses:
        return fault('has no response 200 or 201: declare one')
    op.status = 201 if '201' in responses else 200
    content = resolve(contract, responses.get('200', Node())).get('content', {})
    op.csv = 'text/csv' in content
    items = properties(contract, content.get('application/json', {}).get('schema', Node())).get('items', Node())
    if resolve(contract, items).get('type') == 'array':
        op.shape = 'LIST'


def read_security(contract, op, fault):
    entries = op.node.get('security', contract.get('security'))
    if entries is None:
        return fault('has no security: say who may call it ([] is everybody)')
    schemes = contract.get('components', {}).get('securitySchemes', {})
    for entry in entries:
        scopes = entry.get('bearer', [])
        if set(entry) - {'bearer'} or len(scopes) > 1 or entry and 'bearer' not in schemes:
            fault('each entry of security is {} or `bearer` of components/securitySchemes with one scope at most; '
                  'several entries are alternatives')
        op.scopes += scopes
    op.anonymous = {} in entries or not entries
    if {'bearer': []} in entries and op.scopes:
        fault('security lets any token in and asks for scopes: keep one of them')


def read_operations(tree, contract):
    found, paths = [], {}
    for path, item in contract.get('paths', {}).items():
        if not re.fullmatch(r'/|(/([^/{}]+|\{[^/{}]+\}))+', path):
            tree.fault(API, f'path {path}: each segment is a word or one {{parameter}}', item.line)
        other = paths.setdefault(re.sub(r'\{[^/]*\}', '{}', path), path)
        if other != path:
            tree.fault(API, f'path {path} differs from {other} only in parameter names: merge them', item.line)
        for key in item:
            if key in METHODS:
                found.append(read_operation(tree, contract, path, key, item))
            elif key not in ('parameters', 'summary', 'description') and not key.startswith('x-'):
                tree.fault(API, f'path {path}: {key} is not implemented', item.line)
    for number, op in enumerate(found):
        op.number = number
        if any(op.id == other.id for other in found[:number]):
            tree.fault(API, f'operationId {op.id} is used twice: rename one', op.line)
    v1 = [op for op in found if op.path.startswith('/v1/')]
    handled = [op.id for op in v1 if op.handler]
    if len(handled) > 0.15 * len(v1):
        tree.warnings.append(f'{API}: warning: {len(handled)} of {len(v1)} operations under /v1 have x-handler '
                             f'(more than 15 %): {", ".join(handled)}')
    return found


# --- Operations and their SQL ----------------------------------------------------------------------------

def attach_sql(tree, operations):
    by_stem, wanted = {}, {}
    for file in tree.files('sql/queries', '.sql'):
        if not file.startswith('sql/queries/service/'):
            stem = posixpath.basename(file)[:-len('.sql')]
            if by_stem.setdefault(stem, file) != file:
                tree.fault(file, f'{by_stem[stem]} has the same name: keep one')
    for op in operations:
        if not op.handler:
            wanted[op.id] = op
            attach_statements(tree, op, by_stem)
    for stem, file in by_stem.items():
        if stem.removesuffix('.head') not in wanted:
            tree.fault(file, f'no operation without x-handler is called {stem}: rename or remove it')


def attach_statements(tree, op, by_stem):
    folder = f'sql/queries/{op.path.removeprefix("/v1").split("/")[1].replace("-", "_")}'
    file, head = by_stem.get(op.id), by_stem.get(op.id + '.head')
    if file:
        op.statement = read_statement(tree, op, file, op.id)
    else:
        tree.fault(f'{folder}/{op.id}.sql', f'is missing: operation {op.id} ({API}:{op.line}) is answered by it')
    if head and not op.under_parent and not (op.is_list and op.parameter('count')):
        tree.fault(head, 'would never run: a head is for a list that is under a parent or declares count')
    elif head:
        op.head = read_statement(tree, op, head, op.id + '.head')
    elif op.under_parent or op.is_list and op.parameter('count'):
        why = 'that its parent is there' if op.under_parent else '_total'
        tree.fault(f'{folder}/{op.id}.head.sql', f'is missing: it says {why} for {op.id} ({API}:{op.line})')
    if op.statement:
        check_use(tree, op)


def read_statement(tree, op, file, name):
    sql = read_sql(tree, file)
    if sql.positions:
        tree.fault(file, f'writes ${sql.positions}: an operation names its parameters, like :partner')
    arguments = []
    for argument, line in sql.names.items():
        source = find_source(op, argument, is_head=name != op.id)
        if source is None:
            tree.fault(file, f':{argument} is not declared by {op.id}: declare it in {API} or mend its name', line)
        arguments.append((*(source or ('?', 0)), argument))
    return Statement(name, file, sql.text, arguments)


def find_source(op, name, is_head=False):
    """(source, index) of what `:name` means in the SQL of `op`, or None."""
    own = {'new_id': op.is_write, 'if_match': bool(op.parameter('If-Match', 'header')),
           'after': op.paged and not is_head, 'page_size': op.is_list and not is_head, 'limit': False}
    if name in own:
        return (name.upper(), 0) if own[name] else None
    for index, p in enumerate(op.parameters):
        if p.name == name and p.place != 'header':
            return 'PARAMETER', index
    return ('BODY', 0) if name in op.members else None


def check_use(tree, op):
    """What is declared and never used would be taken and not heeded: a misspelt filter returns everything."""
    fault = lambda text: tree.fault(API, f'{op.id}: {text}', op.line)
    used = {name for s in (op.statement, op.head) if s for _, _, name in s.arguments}
    expected = [p.name for p in op.parameters
                if p.place == 'path' or p.place == 'query' and p.name not in OWN_QUERY] + list(op.members)
    for name in expected:
        if name not in used:
            fault(f'{name} is declared but never used: use :{name} in {op.statement.file} or take it away')
        if expected.count(name) > 1 or name in ('new_id', 'if_match', 'after', 'page_size', 'limit'):
            fault(f'{name} has another meaning in the SQL already: rename it')
    in_statement = {name for _, _, name in op.statement.arguments}
    service = {'if_match': op.parameter('If-Match', 'header'), 'after': op.paged, 'page_size': op.paged}
    for name in (name for name, declared in service.items() if declared and name not in in_statement):
        fault(f'If-Match, after and limit do nothing unless {op.statement.file} uses :{name}')


def attach_reads(tree, operations):
    for op in operations:
        reads = op.node.get('x-reads')
        if reads is not None:
            attach_read(tree, op, reads if isinstance(reads, dict) else {'operation': reads}, operations)
        elif op.is_write and not op.handler:
            tree.fault(API, f'{op.id}: a write names the operation that returns the resource: add x-reads', op.line)


def attach_read(tree, op, node, operations):
    fault = lambda text: tree.fault(API, f'{op.id}: x-reads {text}', op.line)
    read = next((other for other in operations if other.id == node.get('operation')), None)
    given = node.get('with', {})
    if set(node) - {'operation', 'with'} or not isinstance(given, dict):
        return fault('has an operation and a map `with`, nothing else')
    if not op.is_write or op.handler or not read or read.is_write or read.shape != 'ONE':
        return fault('leads from a write with SQL to a GET of one resource: mend the name')
    op.reads = read
    for name in given:
        if not any(p.name == name and p.place != 'header' for p in read.parameters):
            fault(f'gives {name}, which {read.id} does not have')
    for _, _, name in read.statement.arguments if read.statement else []:
        source = find_source(op, given.get(name, ''))
        if source is None or source[0] not in ('PARAMETER', 'BODY', 'NEW_ID'):
            fault(f'must say what {name} of {read.id} is: a path or query parameter, a body member, or new_id')
        op.reads_arguments.append((*(source or ('?', 0)), given.get(name, '')))


def read_service_statements(tree):
    """The service's own statements: $1, $2, ... stay; which there are is declared in embedded.h."""
    header = 'api/database/embedded.h'
    declared = re.findall(r'\bstruct statement statement_(\w+);', tree.read(header))
    files = {posixpath.basename(f)[:-4]: f for f in tree.files('sql/queries/service', '.sql')}
    found = []
    for name in sorted(files.keys() | set(declared)):
        file = files.get(name, f'sql/queries/service/{name}.sql')
        if name not in declared:
            tree.fault(file, f'{header} does not declare statement_{name}: declare it or remove the file')
        sql = read_sql(tree, file)
        for parameter, line in sql.names.items():
            tree.fault(file, f':{parameter}: the service gives its own statements $1, $2, ...', line)
        found.append((Statement(name, file, sql.text, []), sql.positions))
    return found


# --- C ------------------------------------------------------------------------------------------------

ESCAPES = {'"': r'\"', '\\': r'\\', '\n': r'\n', '\t': r'\t'}


def c_text(text):
    """A C string literal, a piece for each line of the text, or of 80 characters of it."""
    if text is None:
        return 'NULL'
    pieces = re.findall(r'[^\n]{0,79}\n|[^\n]{1,80}', text) or ['']
    return '\n        '.join(f'"{c_escape(piece)}"' for piece in pieces)


def c_escape(piece):
    plain = ''.join(ESCAPES.get(c) or (c if ' ' <= c <= '~' else ''.join(f'\\{b:03o}' for b in c.encode()))
                    for c in piece)
    return plain.replace('??', r'?\?')  # no trigraphs


def c_bool(value):
    return 'true' if value else 'false'


def c_row(**fields):
    return '{\n' + ''.join(f'    .{name} = {value},\n' for name, value in fields.items()) + '}'


def c_array(declaration, rows):
    """An array, and its name for who points to it; C has no empty arrays, so that is NULL then."""
    name = re.search(r'(\w+)\[\]$', declaration)[1]
    return (f'{declaration} = {{\n' + ''.join(f'{row},\n' for row in rows) + '};\n', name) if rows else ('', 'NULL')


def c_arguments(name, arguments):
    return c_array(f'static const struct argument {name}[]', [
        f'    {{.source = SOURCE_{source}, .index = {index}, .name = {c_text(argument)}}}'
        for source, index, argument in arguments])


def c_statement(declaration, statement, arguments, count):
    return f'{declaration} = ' + c_row(name=c_text(statement.name), number=statement.number, sql=c_text(statement.text),
                                       arguments=arguments, argument_count=count) + ';\n'


def c_operation(contract, op):
    """What stands before the table for this operation, and its row."""
    parts, pointers = [], {}
    for key, statement in (('statement', op.statement), ('head', op.head)):
        pointers[key] = 'NULL'
        if statement:
            text, arguments = c_arguments(f'{op.id}_{key}_arguments', statement.arguments)
            pointers[key] = f'&{op.id}_{key}'
            parts += [text, c_statement(f'static const struct statement {op.id}_{key}', statement, arguments,
                                        len(statement.arguments))]
    rows = [c_row(name=c_text(p.name), place=f'PLACE_{p.place.upper()}', type=f'VALUE_{p.type.upper()}',
                  required=c_bool(p.required), schema=c_text(p.schema), fallback=c_text(p.fallback))
            for p in op.parameters]
    parameters, parameters_name = c_array(f'static const struct parameter {op.id}_parameters[]', rows)
    scopes, scopes_name = c_array(f'static const char *const {op.id}_scopes[]',
                                  [f'    {c_text(scope)}' for scope in (*op.scopes, None)])
    reads, reads_name = c_arguments(f'{op.id}_reads_arguments', op.reads_arguments)
    key = op.parameter('Idempotency-Key', 'header')
    body = resolve(contract, op.node.get('requestBody', Node()))
    row = c_row(id=c_text(op.id), number=op.number, method=f'METHOD_{op.method.upper()}', shape=f'SHAPE_{op.shape}',
                path=c_text(op.path), summary=c_text(op.node.get('summary', '')), anonymous=c_bool(op.anonymous),
                scopes=scopes_name, parameters=parameters_name, parameter_count=len(op.parameters),
                body_schema=c_text(self_contained(contract, op.body) if op.body is not None else None),
                body_required=c_bool(body.get('required')), status=op.status, csv=c_bool(op.csv),
                paged=c_bool(op.paged), key_allowed=c_bool(key), key_required=c_bool(key and key.required),
                dry_run=c_bool(op.parameter('dry_run')),
                if_match_required=c_bool(op.method in ('put', 'patch', 'delete')),
                head_always=c_bool(op.under_parent), slow=c_bool(op.node.get('x-slow')), **pointers,
                reads=f'&operations[{op.reads.number}]' if op.reads else 'NULL', reads_arguments=reads_name,
                location=c_text(op.reads.path if op.reads and op.status == 201 else None), handler=c_text(op.handler))
    return ''.join([*parts, parameters, scopes, reads]), row


def c_routes(operations):
    """The tree of paths, level by level, so that the children of a node lie side by side."""
    root = {'segment': None, 'below': {}, 'operations': {}}
    for op in operations:
        node = root
        for segment in filter(None, op.path.split('/')):
            literal = None if segment.startswith('{') else segment
            node = node['below'].setdefault(literal, {'segment': literal, 'below': {}, 'operations': {}})
        node['operations'][op.method] = op.number
    nodes, rows = [root], []
    for node in nodes:  # grows as it goes
        literals = sorted((name for name in node['below'] if name is not None), key=str.encode)
        by_method = ', '.join(f'[METHOD_{m.upper()}] = &operations[{n}]' for m, n in node['operations'].items())
        rows.append(c_row(literal=c_text(node['segment']), first_child=len(nodes) if node['below'] else 0,
                          literal_count=len(literals), has_parameter_child=c_bool(None in node['below']),
                          **({'by_method': f'{{{by_method}}}'} if by_method else {})))
        nodes += [node['below'][name] for name in literals + [None] * (None in node['below'])]
    return c_array('const struct route_node route_nodes[]', rows)[0]


def file_start(purpose, header):
    return (f'/* {purpose}\n * SPDX-License-Identifier: MIT\n *\n * Written by operations.py; not to be edited. */\n'
            f'#include "{header}"\n\n')


def write_operations(contract, operations, statement_count):
    parts, rows = zip(*(c_operation(contract, op) for op in operations))
    return (file_start('The operations of the contract, and the tree of their paths.', 'contract/operation.h')
            + '\n'.join(parts) + '\n' + c_array('const struct operation operations[]', rows)[0]
            + f'\nconst size_t operation_count = {len(operations)};\n'
            f'const size_t statement_count = {statement_count};\n\n' + c_routes(operations))


def write_embedded(tree, service):
    out, digest = [], hashlib.sha256()
    for folder in ('migrations', 'functions', 'views', 'policies', 'data'):
        rows = []
        for name, file in sorted((posixpath.basename(f), f) for f in tree.files(f'sql/{folder}', '.sql')):
            text = tree.read(file)
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            rows.append(c_row(name=c_text(name), sql=c_text(text), sha256=c_text(sha256)))
            if folder != 'data':
                digest.update(f'{folder}/{name} {sha256}\n'.encode())
        out.append(c_array(f'const struct sql_file sql_{folder}[]', [*rows, '{.name = NULL}'])[0])
    out.append(f'const char sql_digest[] = "{digest.hexdigest()}";\n')
    out += [c_statement(f'const struct statement statement_{statement.name}', statement, 'NULL', count)
            for statement, count in service]
    return file_start('The SQL that lives in the binary.', 'database/embedded.h') + '\n'.join(out)


def write_documents(documents):
    rows = []
    for path, (media_type, text) in sorted(documents.items(), key=lambda item: item[0].encode()):
        data = text.encode()
        rows.append(c_row(path=c_text(path), media_type=c_text(media_type), text=c_text(text), length=len(data),
                          etag=c_text(f'"{hashlib.sha256(data).hexdigest()[:16]}"')))
    return (file_start('The texts the service hands out as they are.', 'contract/operation.h')
            + c_array('const struct document documents[]', rows)[0]
            + f'\nconst size_t document_count = {len(rows)};\n')


# --- Documents, and the whole -----------------------------------------------------------------------------

def read_problems(tree):
    file = 'api/http/problem.def'
    text = re.sub(r'/\*.*?\*/', '', tree.read(file), flags=re.DOTALL)
    string = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
    rows = re.findall(rf'\bPROBLEM\(\s*(\w+)\s*,\s*{string},\s*(\d+)\s*,\s*{string},\s*{string}\)', text)
    if not rows or len(rows) != len(re.findall(r'\bPROBLEM\b', text)):
        tree.fault(file, 'each row must be PROBLEM(NAME, "slug", status, "Title", "text")')
    plain = lambda literal: ''.join(json.loads(s) for s in re.findall(r'"(?:[^"\\]|\\.)*"', literal))
    return [{'name': name, 'slug': plain(slug), 'status': int(status), 'title': plain(title), 'text': plain(text)}
            for name, slug, status, title, text in rows]


def read_documents(tree, contract):
    documents = {
        '/openapi.yaml': ('application/yaml', yaml.dump(contract, Dumper=Dumper, sort_keys=False, allow_unicode=True,
                                                        width=100)),
        '/openapi.json': ('application/json', json.dumps(contract, ensure_ascii=False, indent=1) + '\n')}
    file, problems = 'api/contract/reference.py', read_problems(tree)
    if tree.read(file) and not tree.faults:
        spec = importlib.util.spec_from_file_location('reference', Path(tree.root, file))
        reference = importlib.util.module_from_spec(spec)
        sys.dont_write_bytecode = True
        spec.loader.exec_module(reference)
        documents.update(reference.render(contract, problems))
    return documents


def compile_contract(root):
    """(tree, {name: text of a C file}); the tree has the faults, and then there are no files."""
    tree = Tree(root)
    source, contract = bundle(tree)
    check_document(tree, source)
    for file in tree.files('schema', '.json'):
        check_schema(tree, file, read_json(tree, file), '#')
    operations = read_operations(tree, contract)
    attach_sql(tree, operations)
    attach_reads(tree, operations)
    service = read_service_statements(tree)
    statements = [s for op in operations for s in (op.statement, op.head) if s] + [s for s, _ in service]
    for number, statement in enumerate(statements):
        statement.number = number
    documents = read_documents(tree, contract)
    if tree.faults:
        return tree, {}
    return tree, {'operations.c': write_operations(contract, operations, len(statements)),
                  'embedded.c': write_embedded(tree, service), 'documents.c': write_documents(documents)}


def depfile(root, output, tree):
    escape = lambda path: path.replace(' ', r'\ ').replace('#', r'\#').replace('$', '$$')
    made = ' '.join(escape(os.path.join(output, name)) for name in ('operations.c', 'embedded.c', 'documents.c'))
    read = ' '.join(escape(os.path.join(root, name)) for name in dict.fromkeys(tree.inputs))
    return f'{made}: {read}\n'


def main(arguments=None):
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument('--root', required=True, help='the folder of openapi.yaml, schema/ and sql/')
    options.add_argument('--output', required=True, help='where operations.c, embedded.c, documents.c and '
                                                         'operations.d go')
    given = options.parse_args(arguments)
    tree, files = compile_contract(given.root)
    for line in tree.warnings + tree.faults:
        print(line, file=sys.stderr)
    if tree.faults:
        return 1
    for name, text in {**files, 'operations.d': depfile(given.root, given.output, tree)}.items():
        Path(given.output, name).write_text(text, encoding='utf-8', newline='\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
