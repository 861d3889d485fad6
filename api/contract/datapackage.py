# Renders the contract as a data package: what each CSV holds, column by column.
# SPDX-License-Identifier: MIT
"""Render the data package: render(contract) → text of /v1/datapackage.json.

A Frictionless Data Package with a Table Schema for each list that comes as CSV, in the order of the
contract. The columns are those of the operation's CSV example; what they hold is said by the object of
its JSON answer that has most of them, which is what rows are made of, and by others for what is left; so
the two must agree: where a column is in neither the answer nor its parts, ValueError has a line for it. A
constraint holds for each of these objects. Paths are relative to /v1/; a list under a parent is described
at the parent the contract gives as its example. A parent whose id the service makes, a UUID, is nowhere
when the service is new, and a path has to lead somewhere: such a list is left out.
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
        if 'text/csv' in content and 'application/json' in content and not has_made_parent(contract, operation):
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
    chosen = rows_of(contract, content['application/json'].get('schema', {}), columns)
    fields = []
    for column in columns:
        schemas = [resolve(contract, found['properties'][column]) for found in chosen
                   if is_scalar(contract, found['properties'].get(column))]
        if column in ADDED and (len(chosen) != 1 or not schemas):
            fields.append(field(column, [ADDED[column]], True))
        elif schemas:
            fields.append(field(column, schemas, all(column in found.get('required', []) for found in chosen)))
        else:
            faults.append(f'{name}: the column {column} of its CSV is no member of its JSON: mend either')
    return {'name': name.replace('_', '-'), 'profile': 'tabular-data-resource',
            'title': operation.get('summary', ''), 'path': address(contract, path, operation, faults),
            'format': 'csv', 'mediatype': 'text/csv', 'encoding': 'utf-8',
            'schema': {'fields': fields, 'missingValues': ['']}}


def has_made_parent(contract, operation):
    parameters = [resolve(contract, given) for given in operation.get('parameters', [])]
    return any(parameter['in'] == 'path' and resolve(contract, parameter.get('schema', {})).get('format') == 'uuid'
               for parameter in parameters)


def rows_of(contract, schema, columns):
    """The objects that rows are made of: the one with most of the columns, then others for those that are left."""
    found, chosen, left = objects(contract, schema), [], [*columns]
    while left:
        held = [[column for column in left if is_scalar(contract, one['properties'].get(column))] for one in found]
        most = max(held, key=len, default=[])
        if not most:
            break
        chosen.append(found[held.index(most)])
        left = [column for column in left if column not in most]
    return chosen


def objects(contract, schema, seen=()):
    """Every object in a schema; what is deeper stands first, as rows do."""
    schema = resolve(contract, schema)
    if not isinstance(schema, dict) or any(schema is other for other in seen):
        return []
    below, seen = [], (*seen, schema)
    for part in [*schema.get('properties', {}).values(), schema.get('items'),
                 *schema.get('oneOf', []), *schema.get('anyOf', []), *schema.get('allOf', [])]:
        below += objects(contract, part, seen) if part else []
    return below + ([schema] if 'properties' in schema else [])


def types_of(schema):
    kinds = schema.get('type', [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def is_scalar(contract, schema):
    return schema is not None and bool({*types_of(resolve(contract, schema))} & {*TYPES})


def constraints_of(schema, type_name):
    return {ours: [value for value in schema[theirs] if value is not None] if theirs == 'enum' else schema[theirs]
            for theirs, ours in CONSTRAINTS.items()
            if theirs in schema and (type_name == 'string' or theirs in ('minimum', 'maximum'))}


def field(name, schemas, required):
    """A column, which every one of the schemas is of."""
    first = schemas[0]
    kind = next(kind for kind in types_of(first) if kind in TYPES)
    type_name, form = FORMATS.get(first.get('format'), (TYPES[kind], None))
    all_of_them = [constraints_of(schema, type_name) for schema in schemas]
    constraints = {key: value for key, value in all_of_them[0].items()
                   if all(other.get(key) == value for other in all_of_them)}
    if required and not any('null' in types_of(schema) for schema in schemas):
        constraints['required'] = True
    return {'name': name, 'type': type_name, **({'format': form} if form else {}),
            'description': first.get('description', ''), 'constraints': constraints}


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
