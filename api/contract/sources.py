# Reads what the contract is written in: YAML, JSON Schema and SQL, with a line for each fault.
# SPDX-License-Identifier: MIT
"""Used by operations.py: the files, the bundled contract, and SQL with its :names made $n."""
import json
import os
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

API = 'openapi.yaml'
# In what these hold, the keys are names and not keywords; what is in DATA is not looked into.
NAME_MAPS = set('''properties $defs paths responses parameters requestBodies headers schemas content
    securitySchemes links callbacks variables encoding'''.split())
DATA = {'example', 'examples', 'default', 'const', 'enum'}


class Tree:
    """The files under the root: which were read, and what is wrong with them."""

    def __init__(self, root):
        self.root, self.inputs, self.faults, self.warnings = root, ['sql'], [], []

    def fault(self, file, text, line=0):
        self.faults.append(f'{file}:{line}: {text}' if line else f'{file}: {text}')

    def read(self, name):
        """Its text; None, and a fault, when it cannot be read."""
        self.inputs.append(name)
        try:
            return Path(self.root, name).read_bytes().decode()
        except FileNotFoundError:
            self.fault(name, 'is missing: write it')
        except UnicodeDecodeError:
            self.fault(name, 'is not UTF-8: save it as UTF-8')
        return None

    def files(self, folder, suffix):
        """Names below `folder`, sorted; its folders are inputs too, so that a new file is noticed."""
        found = []
        for at, _, names in os.walk(Path(self.root, folder)):
            at = Path(at).relative_to(self.root).as_posix()
            self.inputs.append(at)
            found += [f'{at}/{name}' for name in names if name.endswith(suffix)]
        return sorted(found)


# --- YAML and JSON --------------------------------------------------------------------------------

class Node(dict):
    """A mapping that knows its line."""
    line = 0


class Yaml12(yaml.CSafeLoader):
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


FLOAT = re.compile(r'[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$')
for kind, pattern in (('null', r'(~|null)?$'), ('bool', r'(true|false)$'),
                      ('int', r'[-+]?(0|[1-9][0-9]*)$'), ('float', FLOAT)):
    Yaml12.add_implicit_resolver('tag:yaml.org,2002:' + kind, re.compile(pattern), None)
Yaml12.add_constructor('tag:yaml.org,2002:map', construct_node)


class Dumper(yaml.CSafeDumper):
    """Quotes whatever either version of YAML would take for something else; makes no anchors."""

    def ignore_aliases(self, data):
        return True


Dumper.add_representer(Node, lambda dumper, node: dumper.represent_mapping(
    'tag:yaml.org,2002:map', node.items()))
Dumper.add_implicit_resolver('tag:yaml.org,2002:float', FLOAT, None)


def yaml_text(node):
    return yaml.dump(node, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)


def json_text(node, **layout):
    return json.dumps(node, ensure_ascii=False, **layout)


def read_yaml(tree, name):
    try:
        return yaml.load(tree.read(name) or '', Yaml12) or Node()
    except yaml.MarkedYAMLError as error:
        tree.fault(name, error.problem, error.problem_mark.line + 1)
        return Node()


def json_node(pairs):
    if len(pairs) != len(dict(pairs)):
        raise ValueError('a key is written twice in one object: keep one')
    return Node(pairs)


def read_json(tree, name):
    text = tree.read(name)
    try:
        return Node() if text is None else json.loads(text, object_pairs_hook=json_node)
    except json.JSONDecodeError as error:
        tree.fault(name, f'is not JSON: {error.msg}', error.lineno)
    except ValueError as error:
        tree.fault(name, str(error))
    return Node()


# --- $ref -----------------------------------------------------------------------------------------

def rewrite(node, replace, names=False):
    """A copy of `node` in which each $ref is what `replace(reference, node)` says."""
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
    return node if isinstance(node, dict) else Node()


class Bundle:
    """One document of openapi.yaml and the schema files it refers to, as components/schemas:
    schema/x.json is x, and its #/$defs/y is x.y."""

    def __init__(self, tree):
        self.tree, self.files, self.schemas = tree, {}, Node()
        self.source = read_yaml(tree, API)
        self.contract = rewrite(self.source, lambda ref, node: self.take(ref, API, node))
        own = self.contract.setdefault('components', Node()).setdefault('schemas', Node())
        for name, schema in self.schemas.items():
            if name in own and own[name] != {'$ref': '#/components/schemas/' + name}:
                tree.fault(API, f'schema {name} is here and in schema/: rename one', own[name].line)
            own[name] = schema

    def take(self, reference, base, node):
        """What `reference`, written in the file `base`, is called in the bundle."""
        if base == API and reference.startswith('#/'):
            if look_up(self.source, reference) is None:
                self.tree.fault(API, f'$ref {reference} leads nowhere', node.line)
            return reference
        file, _, pointer = reference.partition('#')
        path = posixpath.normpath(posixpath.join(posixpath.dirname(base), file)) if file else base
        parts = re.fullmatch(r'schema/([\w.-]+)\.json#(?:/\$defs/([\w.-]+))?', f'{path}#{pointer}')
        if not parts:
            self.tree.fault(base, f'$ref {reference} must be a file schema/NAME.json, '
                                  'its #/$defs/NAME, or within this file', node.line)
            return reference
        name = '.'.join(filter(None, parts.groups()))
        if name not in self.schemas:
            self.schemas[name] = Node()  # before it is read: it may lead back to itself
            if path not in self.files:
                self.files[path] = read_json(self.tree, path)
            schema = self.files[path]
            if parts[2]:
                schema = schema.get('$defs', {}).get(parts[2], None)
            if schema is None:
                self.tree.fault(base, f'$ref {reference} leads nowhere', node.line)
            kept = {k: v for k, v in (schema or {}).items() if k not in ('$id', '$schema', '$defs')}
            self.schemas[name] = rewrite(Node(kept), lambda ref, at: self.take(ref, path, at))
        return '#/components/schemas/' + name


def self_contained(contract, schema):
    """JSON text of a schema whose $refs lead to its own $defs."""
    definitions = Node()

    def take(reference, _):
        name = reference.rpartition('/')[2]
        if name not in definitions:
            definitions[name] = Node()
            definitions[name] = rewrite(look_up(contract, reference), take)
        return '#/$defs/' + name

    if list(schema) == ['$ref']:
        schema = resolve(contract, schema)
    schema = rewrite(schema, take)
    return json_text({**schema, '$defs': definitions} if definitions else schema,
                     separators=(',', ':'))


def properties(contract, schema):
    """The members a schema names, through $ref, allOf, anyOf and oneOf."""
    found = Node()
    for part in [schema] + [resolve(contract, schema)] * ('$ref' in schema):
        found.update(part.get('properties', {}))
        for below in part.get('allOf', []) + part.get('anyOf', []) + part.get('oneOf', []):
            found.update(properties(contract, below))
    return found


# --- SQL ------------------------------------------------------------------------------------------

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
            for mark in re.compile(r'/\*|\*/').finditer(source, at):
                depth += 1 if mark[0] == '/*' else -1
                end = mark.end()
                if depth == 0:
                    break
            yield 'comment' if depth == 0 else 'unclosed', source[at:end], line
        else:
            match = LEXEME.match(source, at)
            kind, end = match.lastgroup, match.end()
            yield 'unclosed' if match[0] in ("'", '"', '$') else kind, match[0], line
        at = end


@dataclass
class Sql:
    text: str = ''
    names: dict = field(default_factory=dict)  # :name → its first line, in the order of $1, $2, ...
    positions: int = 0                         # the highest $n written as such


def read_sql(tree, file, absent=()):
    """Takes comments and blank lines away and turns each :name into its $n, or NULL when it is absent.
    In a subscript (but not in ARRAY[...]) a colon is a slice's: a parameter goes in parentheses there,
    a[1:(:last)]."""
    source, result = tree.read(file), Sql()
    if source is None:
        return result
    if not source.startswith('--'):
        tree.fault(file, 'its first line must be a comment that says what it answers', 1)
    pieces, brackets, before, ended = [''], [], ('', ''), False
    for kind, text, line in lexemes(source):
        if kind in ('comment', 'space'):
            gap = pieces.pop() if pieces[-1].isspace() else ''
            gap += ' ' if kind == 'comment' else text
            pieces.append('\n' + gap.rpartition('\n')[2] if '\n' in gap else gap)
            continue
        if kind == 'unclosed':
            tree.fault(file, f'{text[:2]} is not closed: close it', line)
        if ended:
            tree.fault(file, 'has more than one statement: keep one a file', line)
        ended = text == ';'
        if text == '[':
            is_value = before[0] in ('name', 'position', 'text') or before[1] in (')', ']')
            is_value = is_value or before[0] == 'word' and before[1].upper() != 'ARRAY'
            brackets.append('subscript' if is_value else 'array')
        elif text == '(':
            brackets.append('(')
        elif text in (')', ']') and brackets:
            brackets.pop()
        elif kind == 'position':
            result.positions = max(result.positions, int(text[1:]))
        elif kind == 'name' and brackets[-1:] != ['subscript']:
            if text[1:] in absent:
                text = 'NULL'
            else:
                result.names.setdefault(text[1:], line)
                text = f'${list(result.names).index(text[1:]) + 1}'
        before = kind, text
        pieces.append('' if ended else text)
    result.text = ''.join(pieces).strip()
    return result
