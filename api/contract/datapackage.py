# Renders the contract as a data package: what each CSV holds, column by column.
# SPDX-License-Identifier: MIT
"""Render the data package: render(contract) → text of /v1/datapackage.json.

A Frictionless Data Package with a Table Schema for each list that comes as CSV, in the order of the
contract. The columns are those of the operation's CSV example; what they hold is said by the schema of
its JSON answer, so the two must agree: where a column is in neither the answer nor its parts, ValueError
has a line for it. Paths are relative to /v1/; a list under a parent is described at the parent the
contract gives as its example.
"""
import csv
import io
import json
from urllib.parse import quote

from sources import resolve

TYPES = {'string': 'string', 'integer': 'integer', 'number': 'number', 'boolean': 'boolean'}
FORMATS = {'date': ('date', None), 'date-time': ('datetime', None), 'uuid': ('string', 'uuid'),
           'uri': ('string', 'uri')}
CONSTRAINTS = {'enum': 'enum', 'minimum': 'minimum', 'maximum': 'maximum', 'minLength': 'minLength',
               'maxLength': 'maxLength', 'pattern': 'pattern'}
# What only a CSV needs, because it has the parts of an answer one below the other.
ADDED = {'list': {'type': 'string', 'description': 'which of the lists of the answer the row is of'},
         'section': {'type': 'string', 'description': 'which part of the answer the row is of'},
         'item': {'type': ['string', 'null'], 'description': 'which of that part it is'}}


def render(contract):
    faults, resources = [], []
    for path, item in contract.get('paths', {}).items():
        operation = item.get('get') or {}
        content = resolve(contract, operation.get('responses', {}).get('200')).get('content', {})
        if 'text/csv' in content:
            resources.append(resource(contract, path, operation, content, faults))
    if faults:
        raise ValueError('\n'.join(faults))
    info = contract['info']
    package = {'profile': 'data-package', 'name': 'safer-communities', 'title': info.get('title', ''),
               'description': info.get('summary', ''), 'version': info.get('version', ''),
               'resources': resources}
    return json.dumps(package, ensure_ascii=False, indent=1) + '\n'


def resource(contract, path, operation, content, faults):
    name = operation['operationId']
    example = content['text/csv'].get('example')
    columns = next(csv.reader(io.StringIO(example or '')), [])
    if not columns:
        faults.append(f'{name}: text/csv has no example, whose first line would name the columns: add one')
    schemas = objects(contract, content['application/json'].get('schema', {}))
    fields = []
    for column in columns:
        schema = next((found[column] for found in schemas if is_scalar(contract, found.get(column))), None)
        schema = schema or ADDED.get(column)
        if schema is None:
            faults.append(f'{name}: the column {column} of its CSV is no member of its JSON: mend either')
        else:
            fields.append(field(column, resolve(contract, schema)))
    return {'name': name.replace('_', '-'), 'profile': 'tabular-data-resource',
            'title': operation.get('summary', ''), 'path': address(contract, path, operation, faults),
            'format': 'csv', 'mediatype': 'text/csv', 'encoding': 'utf-8',
            'schema': {'fields': fields, 'missingValues': ['']}}


def objects(contract, schema, seen=()):
    """The properties of every object in a schema; what is deeper stands first, as rows do."""
    schema = resolve(contract, schema)
    if not isinstance(schema, dict) or any(schema is other for other in seen):
        return []
    below, seen = [], (*seen, schema)
    for part in [*schema.get('properties', {}).values(), schema.get('items'),
                 *schema.get('oneOf', []), *schema.get('anyOf', []), *schema.get('allOf', [])]:
        below += objects(contract, part, seen) if part else []
    return below + ([schema['properties']] if 'properties' in schema else [])


def types_of(schema):
    kinds = schema.get('type', [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def is_scalar(contract, schema):
    return schema is not None and bool({*types_of(resolve(contract, schema))} & {*TYPES})


def field(name, schema):
    kind = next(kind for kind in types_of(schema) if kind in TYPES)
    type_name, form = FORMATS.get(schema.get('format'), (TYPES[kind], None))
    constraints = {ours: [value for value in schema[theirs] if value is not None]
                   if theirs == 'enum' else schema[theirs]
                   for theirs, ours in CONSTRAINTS.items()
                   if theirs in schema and (type_name == 'string' or theirs in ('minimum', 'maximum'))}
    if 'null' not in types_of(schema):
        constraints['required'] = True
    return {'name': name, 'type': type_name, **({'format': form} if form else {}),
            'description': schema.get('description', ''), 'constraints': constraints}


def address(contract, path, operation, faults):
    """Where the CSV is, from /v1/ on, with examples for what must be said."""
    query = ['format=csv']
    for given in operation.get('parameters', []):
        parameter = resolve(contract, given)
        schema = resolve(contract, parameter.get('schema'))
        example = str(parameter.get('example', (schema.get('examples') or [''])[0]))
        wanted = parameter['in'] == 'path' or parameter['in'] == 'query' and parameter.get('required')
        if wanted and not example:
            faults.append(f'{operation["operationId"]}: {parameter["name"]} has no example, which the data package '
                          'needs for an address: add one')
        if parameter['in'] == 'path':
            path = path.replace('{%s}' % parameter['name'], quote(example, safe=''))
        elif parameter['in'] == 'query' and parameter.get('required'):
            query.append(f'{parameter["name"]}={quote(example, safe="")}')
    return path.removeprefix('/v1/') + '?' + '&'.join(query)
