# Writes the C: constant tables and nothing else.
# SPDX-License-Identifier: MIT
"""Used by operations.py, when there is no fault. What is false, 0 or NULL is left out of a row."""
import hashlib
import posixpath
import re

from sources import resolve, self_contained

ESCAPES = {'"': r'\"', '\\': r'\\', '\n': r'\n', '\t': r'\t'}
NOT_PLAIN = re.compile(r'[^ -~]|["\\]')


def c_text(text):
    """A C string literal, a piece for each line of the text, broken near 90 characters."""
    pieces = re.findall(r'[^\n]{0,89}\n|[^\n]{1,90}\Z|[^\n]{1,89}[ ,]|[^\n]{1,90}', text) or ['']
    return '\n        '.join(f'"{c_escape(piece)}"' for piece in pieces)


def c_escape(piece):
    return NOT_PLAIN.sub(escape, piece).replace('??', r'?\?')  # no trigraphs


def escape(found):
    return ESCAPES.get(found[0]) or ''.join(f'\\{byte:03o}' for byte in found[0].encode())


def c_row(**fields):
    """{.name = value, ...}: text as a literal; C as a one-member tuple."""
    lines = []
    for name, value in fields.items():
        if isinstance(value, (bool, int)) and value:
            lines.append(f'    .{name} = {"true" if value is True else value},\n')
        elif isinstance(value, str):
            lines.append(f'    .{name} = {c_text(value)},\n')
        elif isinstance(value, tuple) and value[0]:
            lines.append(f'    .{name} = {value[0]},\n')
    return '{\n' + ''.join(lines) + '}'


def c_array(declaration, rows):
    """The array and its name, for who points to it; none without rows, for C has no empty arrays."""
    if not rows:
        return '', None
    text = f'{declaration}[] = {{\n' + ''.join(f'{row},\n' for row in rows) + '};\n'
    return text, declaration.split()[-1].lstrip('*')


def c_arguments(name, arguments):
    rows = [f'    {{SOURCE_{source}, {index}, {c_text(argument)}}}'
            for source, index, argument in arguments]
    return c_array(f'static const struct argument {name}', rows)


def c_statement(declaration, statement, arguments, count):
    row = c_row(name=statement.name, number=statement.number, sql=statement.text,
                arguments=(arguments,), argument_count=count)
    return f'{declaration} = {row};\n'


def c_operation(contract, op):
    """What stands before the table for this operation, and its row."""
    parts, pointers = [], {}
    for key, statement in (('statement', op.statement), ('head', op.head), ('unfiltered', op.unfiltered),
                           ('rows', op.rows), ('standard', op.standard), ('keep', op.keep), ('stage', op.stage)):
        if statement:
            name = f'{op.id}_{key}'
            text, arguments = c_arguments(name + '_arguments', statement.arguments)
            pointers[key] = (f'&{name}',)
            parts += [text, c_statement(f'static const struct statement {name}', statement, arguments,
                                        len(statement.arguments))]
    parameters, parameters_name = c_array(f'static const struct parameter {op.id}_parameters', [
        c_row(name=p.name, place=(f'PLACE_{p.place.upper()}',), type=(f'VALUE_{p.type.upper()}',),
              required=p.required, schema=p.schema, fallback=p.fallback, unrecorded=p.unrecorded) for p in op.parameters])
    scopes, scopes_name = c_array(f'static const char *const {op.id}_scopes',
                                  [*(f'    {c_text(scope)}' for scope in op.scopes), '    NULL'])
    reads, reads_name = c_arguments(f'{op.id}_reads_arguments', op.reads_arguments)
    load = c_load(op, parts, pointers.pop('stage', None))
    audit_read, audit_read_name = c_names(f'{op.id}_audit_read', op.audit_read) if op.audit_read else ('', None)
    key = op.parameter('Idempotency-Key', 'header')
    row = c_row(
        id=op.id, number=op.number, method=(f'METHOD_{op.method.upper()}',),
        shape=(f'SHAPE_{op.shape}',), path=op.path, summary=op.node.get('summary', ''),
        anonymous=op.anonymous, scopes=(scopes_name,), parameters=(parameters_name,),
        parameter_count=len(op.parameters),
        body_schema=None if op.body is None else self_contained(contract, op.body),
        body_required=bool(resolve(contract, op.node.get('requestBody')).get('required')),
        status=op.status, forms=(' | '.join(f'FORM_BIT({form})' for form in op.forms) or '0',), paged=op.paged, key_allowed=bool(key),
        key_required=bool(key and key.required), dry_run=bool(op.parameter('dry_run')),
        if_match_required=op.needs_if_match, head_always=op.wants_head, watermark=op.has_watermark,
        compose=op.compose, in_parts=op.in_parts, standard_items=op.standard_items, **pointers,
        reads=(op.reads and f'&operations[{op.reads.number}]',), reads_arguments=(reads_name,),
        location=op.reads.path if op.reads and op.status == 201 else None, random_id=op.random_id, handler=op.handler,
        slow=op.slow, load=(load,), audit_read=(audit_read_name,), guards_names=op.names == 'guard',
        keeps_names=op.kept_names)
    return ''.join([*parts, parameters, scopes, reads, audit_read]), row


def c_names(name, names):
    return c_array(f'static const char *const {name}', [*(f'    {c_text(each)}' for each in names), '    NULL'])


def c_load(op, parts, stage):
    """What says how the rows of a load, or the parts of a file, are staged; its address, for the operation's row."""
    if not op.load:
        return None
    if op.takes_file:
        row = c_row(stage=stage, copy=f'COPY pg_temp.{op.load["into"]} (part, content) FROM STDIN', file=True)
        parts.append(f'static const struct load {op.id}_load = {row};\n')
        return f'&{op.id}_load'
    lists = {}
    for key, names in (('columns', op.columns), ('csv_columns', op.csv_columns), ('required', op.load['required']),
                       ('ignored', op.ignored)):
        text, lists[key] = c_names(f'{op.id}_load_{key}', names)
        parts.append(text)
    columns = ', '.join(['line', 'fault_column', 'fault', *op.columns])
    row = c_row(stage=stage, copy=f'COPY pg_temp.{op.load["into"]} ({columns}) FROM STDIN',
                columns=(lists['columns'],), column_count=len(op.columns),
                csv_columns=(lists['csv_columns'],), csv_column_count=len(op.csv_columns),
                required=(lists['required'],), ignored=(lists['ignored'],), **{'from': op.load['from']})
    parts.append(f'static const struct load {op.id}_load = {row};\n')
    return f'&{op.id}_load'


def c_routes(operations):
    """The tree of paths, level by level, so that the children of a node lie side by side."""
    new = lambda literal: {'literal': literal, 'below': {}, 'operations': {}}
    root = new(None)
    for op in operations:
        node = root
        for segment in filter(None, op.path.split('/')):
            literal = None if segment.startswith('{') else segment
            node = node['below'].setdefault(literal, new(literal))
        node['operations'][op.method] = op.number
    nodes, rows = [root], []
    for node in nodes:  # grows as it goes
        literals = sorted(name for name in node['below'] if name is not None)
        by_method = ', '.join(f'[METHOD_{method.upper()}] = &operations[{number}]'
                              for method, number in node['operations'].items())
        rows.append(c_row(literal=node['literal'], literal_count=len(literals),
                          first_child=len(nodes) if node['below'] else 0,
                          has_parameter_child=None in node['below'],
                          by_method=(by_method and f'{{{by_method}}}',)))
        nodes += [node['below'][name] for name in literals + [None] * (None in node['below'])]
    return c_array('const struct route_node route_nodes', rows)[0]


def file_start(purpose, header):
    return (f'/* {purpose}\n * SPDX-License-Identifier: MIT\n *\n'
            f' * Written by operations.py; not to be edited. */\n#include "{header}"\n\n')


def operations_c(contract, operations, statement_count):
    parts, rows = zip(*(c_operation(contract, op) for op in operations))
    return (file_start('The operations of the contract, and the tree of their paths.',
                       'contract/operation.h')
            + '\n'.join(parts) + '\n' + c_array('const struct operation operations', rows)[0]
            + f'\nconst size_t operation_count = {len(operations)};\n'
            f'const size_t statement_count = {statement_count};\n\n' + c_routes(operations))


def embedded_c(tree, service):
    """`service`: pairs of a statement and the number of its arguments."""
    out, digest = [], hashlib.sha256()
    for folder in ('migrations', 'functions', 'views', 'policies', 'data'):
        rows = []
        for name, file in sorted((posixpath.basename(f), f) for f in tree.files(f'sql/{folder}', '.sql')):
            text = tree.read(file) or ''
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            rows.append(c_row(name=name, sql=text, sha256=sha256))
            if folder != 'data':
                digest.update(f'{folder}/{name} {sha256}\n'.encode())
        out.append(c_array(f'const struct sql_file sql_{folder}', [*rows, '{.name = NULL}'])[0])
    out.append(f'const char sql_digest[] = "{digest.hexdigest()}";\n')
    out += [c_statement(f'const struct statement statement_{statement.name}', statement, None, count)
            for statement, count in service]
    return (file_start('The SQL that lives in the binary.', 'database/embedded.h') + '\n'.join(out))


def documents_c(documents):
    rows = []
    for path, (media_type, text) in sorted(documents.items()):
        data = text.encode()
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        rows.append(c_row(path=path, media_type=media_type, text=text, length=len(data), etag=etag))
    return (file_start('The texts the service hands out as they are.', 'contract/operation.h')
            + c_array('const struct document documents', rows)[0]
            + f'\nconst size_t document_count = {len(rows)};\n')
