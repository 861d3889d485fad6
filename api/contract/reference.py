# Renders the contract as pages for people: /docs, and /problems/<slug> for each kind of refusal.
# SPDX-License-Identifier: MIT
"""Render the reference: render(contract, problems) → {path: (media type, text)}.

`contract` is openapi.yaml with every file bundled in (each $ref leads to #/...); `problems` are the rows
of problem.def, each {slug, status, title, text}. The pages are static, need no script and nobody else's
host, and are the same for the same input. What contract and rows say of each other must agree: where
they do not, ValueError has a line for each fault.

In this order: reading the contract - text - schemas in words - an operation - /docs - /problems.
"""
import json
import re
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from urllib.parse import quote

METHODS = ('get', 'post', 'put', 'patch', 'delete')
HTML = 'text/html; charset=utf-8'
PROBLEM_TYPE = 'application/problem+json'


# --- Reading the contract -------------------------------------------------------------------------

@dataclass
class Operation:
    id: str
    method: str
    path: str
    node: dict

    def address(self):
        return f'{self.method} {self.path}'


class Contract:
    """The bundled contract and the rows of problem.def, with each problem's givers."""

    def __init__(self, document, problems):
        self.document, self.problems = document, problems
        self.operations = [Operation(node['operationId'], method.upper(), path, node)
                           for path, item in document['paths'].items()
                           for method, node in item.items() if method in METHODS]
        self.rows = {row['slug']: row for row in problems}
        self.examples = document.get('components', {}).get('examples', {})
        self.givers = {slug: [] for slug in self.rows}
        faults = []
        for operation in self.operations:
            for status, response in self.responses(operation):
                for slug in self.problem_slugs(response):
                    faults += self.check(operation, status, slug)
                    givers = self.givers.get(slug, [])
                    if operation not in givers:
                        givers.append(operation)
        if faults:
            raise ValueError('\n'.join(dict.fromkeys(faults)))

    def check(self, operation, status, slug):
        row, value = self.rows.get(slug), self.resolve(self.examples.get(slug, {})).get('value', {})
        if row is None:
            return [f'{operation.id}: {slug} is not in problem.def: add the row or mend the name']
        faults = []
        if status not in ('default', str(row['status'])):
            faults.append(f'{operation.id}: {slug} stands under {status}, but its status is {row["status"]}')
        expectations = {'type': '/problems/' + slug, 'title': row['title'], 'status': row['status']}
        for member, expected in expectations.items():
            if value.get(member) != expected:
                faults.append(f'components/examples/{slug}: {member} is not that of problem.def: {expected}')
        return faults

    def resolve(self, node):
        while isinstance(node, dict) and '$ref' in node:
            target = self.document
            for part in node['$ref'][2:].split('/'):
                target = target[part.replace('~1', '/').replace('~0', '~')]
            node = target
        return node

    def responses(self, operation):
        return [(str(status), self.resolve(node)) for status, node in operation.node['responses'].items()]

    def shared(self, operation):
        """{status: name} of the answers that mean the same in every operation: those of the components."""
        prefix = '#/components/responses/'
        return {str(status): node['$ref'][len(prefix):] for status, node in operation.node['responses'].items()
                if node.get('$ref', '').startswith(prefix)}

    def problem_slugs(self, response):
        return list(response.get('content', {}).get(PROBLEM_TYPE, {}).get('examples', {}))

    def parameters(self, operation):
        return [self.resolve(node) for node in operation.node.get('parameters', [])]

    def example(self, media):
        """The first example of a media type, or None."""
        if 'example' in media:
            return media['example']
        for node in media.get('examples', {}).values():
            return self.resolve(node).get('value')
        return None

    def tags(self):
        """(tag, its operations), in the contract's order; operations of no declared tag come last."""
        declared = self.document.get('tags', [])
        names = [tag['name'] for tag in declared]
        first = lambda operation: next((tag for tag in operation.node.get('tags', []) if tag in names), None)
        groups = [(tag, [o for o in self.operations if first(o) == tag['name']]) for tag in declared]
        rest = [o for o in self.operations if first(o) is None]
        return [*groups, ({'name': 'Other'}, rest)] if rest else groups


# --- Text: the part of Markdown that the contract's descriptions use ------------------------------

INLINE = re.compile(r'`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((/[^)\s]*|#[^)\s]*|https?://[^)\s]+)\)')


def inline(text):
    """`code`, **strong** and [links](to); everything else is plain text."""
    pieces, at = [], 0
    for match in INLINE.finditer(text):
        pieces.append(escape(text[at:match.start()]))
        code, strong, label, target = match.groups()
        pieces.append(f'<code>{escape(code)}</code>' if code else f'<strong>{escape(strong)}</strong>' if strong
                      else f'<a href="{escape(target)}">{escape(label)}</a>')
        at = match.end()
    return ''.join(pieces) + escape(text[at:])


def anchor(heading):
    return re.sub(r'[^a-z0-9]+', '-', heading.lower()).strip('-')


def markdown(text, caption='', level=2):
    """Headings (`##` becomes h<level>), paragraphs, lists, tables and fenced code."""
    pieces, heading, in_code = [], caption, False
    blocks = re.split(r'(^```[^\n]*\n.*?^```$)|\n{2,}', text.strip(), flags=re.DOTALL | re.MULTILINE)
    for block in filter(None, (block and block.strip('\n') for block in blocks)):
        lines = block.split('\n')
        if block.startswith('```'):
            pieces.append(code_block('\n'.join(lines[1:-1])))
        elif block.startswith('## '):
            heading = block[3:].strip()
            pieces.append(f'<h{level} id="{anchor(heading)}">{inline(heading)}</h{level}>')
        elif block.startswith('|'):
            pieces.append(markdown_table(lines, heading))
        elif block.startswith('- '):
            items = [' '.join(item.split()) for item in re.split(r'^- ', block, flags=re.MULTILINE)[1:]]
            pieces.append('<ul>' + ''.join(f'<li>{inline(item)}</li>' for item in items) + '</ul>')
        else:
            pieces.append(f'<p>{inline(" ".join(block.split()))}</p>')
    return '\n'.join(pieces)


def markdown_table(lines, caption):
    rows = [[cell.strip() for cell in line.strip().strip('|').split('|')] for line in lines]
    head, body = rows[0], rows[2:]
    return table(caption, [inline(cell) for cell in head], [[inline(cell) for cell in row] for row in body],
                 'wide' if len(head) > 3 else '', quiet=True)


def table(caption, head, rows, kind='', quiet=False):
    """A table whose first column names its rows; a wide one scrolls by itself, by keyboard too."""
    if not rows:
        return ''
    columns = ''.join(f'<th scope="col">{cell}</th>' for cell in head)
    body = ''.join('<tr>' + f'<th scope="row">{row[0]}</th>' + ''.join(f'<td>{cell}</td>' for cell in row[1:])
                   + '</tr>\n' for row in rows)
    text = (f'<table{class_of(kind)}>\n<caption{class_of("quiet" if quiet else "")}>{escape(caption)}</caption>\n'
            f'<thead><tr>{columns}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>')
    if kind != 'wide':
        return text
    return (f'<div class="scroll" role="group" tabindex="0" aria-label="{escape(caption)}, scrolls sideways">\n'
            f'{text}\n</div>')


def class_of(kind):
    return f' class="{kind}"' if kind else ''


def links(label, pairs):
    """A row of links, (target, text) each, that a screen reader hears the name of."""
    items = ''.join(f'<li><a href="{escape(target)}">{escape(text)}</a></li>' for target, text in pairs)
    return f'<ul class="links" aria-label="{escape(label)}">{items}</ul>' if items else ''


def code_block(text):
    return f'<pre><code>{escape(text)}</code></pre>'


def json_text(value):
    """JSON as a person would lay it out: what fits on a line stays on it."""
    def lay(value, indent):
        line = json.dumps(value, ensure_ascii=False)
        if not isinstance(value, (dict, list)) or not value or (indent and len(line) + indent <= 76):
            return line
        inner = ' ' * (indent + 2)
        parts = ([f'{json.dumps(key, ensure_ascii=False)}: {lay(item, indent + 2)}' for key, item in value.items()]
                 if isinstance(value, dict) else [lay(item, indent + 2) for item in value])
        ends = '{}' if isinstance(value, dict) else '[]'
        return f'{ends[0]}\n{inner}' + f',\n{inner}'.join(parts) + f'\n{" " * indent}{ends[1]}'
    return lay(value, 0)


# --- Schemas in words -----------------------------------------------------------------------------

FORMATS = {'date': 'date, YYYY-MM-DD', 'date-time': 'instant, YYYY-MM-DDThh:mm:ssZ', 'uuid': 'UUID',
           'uri': 'address', 'financial-year': 'financial year, YYYY/YY'}
TYPES = {'string': 'text', 'integer': 'whole number', 'number': 'number', 'boolean': 'true or false',
         'object': 'object', 'array': 'list'}


def span(low, high, unit=''):
    """'1 to 9 things', 'at least 1', 'at most 9', or nothing."""
    numbers = [None if n is None else f'{n:,}' for n in (low, high)]
    text = (f'{numbers[0]} to {numbers[1]}' if None not in numbers else f'at least {numbers[0]}' if numbers[0]
            else f'at most {numbers[1]}' if numbers[1] else '')
    return f'{text} {unit}'.rstrip() if text else ''


def limits(schema, with_pattern=True):
    """Type and limits of a value, as HTML: 'text, 1 to 100 characters'."""
    types = schema.get('type', [])
    types = [types] if isinstance(types, str) else types
    named = [TYPES[name] for name in types if name != 'null']
    parts = [FORMATS.get(schema.get('format'), ' or '.join(named))]
    if 'enum' in schema:
        parts = ['one of ' + ', '.join(f'<code>{escape(str(value))}</code>' for value in schema['enum'])]
    elif 'format' not in schema:
        parts.append(span(schema.get('minLength'), schema.get('maxLength'), 'characters'))
    parts.append(span(schema.get('minimum'), schema.get('maximum')))
    parts.append(span(schema.get('minItems'), schema.get('maxItems'), 'items'))
    if with_pattern and re.fullmatch(r'[ -~]+', schema.get('pattern', '')):
        parts.append(f'of the form <code>{escape(schema["pattern"])}</code>')
    if 'null' in types:
        parts.append('or null' if named else 'null')
    if 'default' in schema:
        parts.append(f'<code>{escape(json.dumps(schema["default"], ensure_ascii=False))}</code> when left out')
    return ', '.join(filter(None, parts))


def sentence(text):
    text = text.strip()
    return text and text[0].upper() + text[1:] + ('' if text[-1] in '.!?' else '.')


def meaning(text, schema, with_pattern=True):
    words = f'<p>{inline(sentence(text))}</p>' if text else ''
    markup = limits(schema, with_pattern)
    return words + (f'<p class="limits">{markup[:1].upper()}{markup[1:]}</p>' if markup else '')


def fields(contract, schema, prefix=''):
    """(name, required, schema) of each member, those of nested objects after the one they are in."""
    schema = contract.resolve(schema)
    for name, node in schema.get('properties', {}).items():
        member = contract.resolve(node)
        yield prefix + name, name in schema.get('required', []), member
        inner, below = member, prefix + name + '.'
        if 'items' in member:
            inner, below = contract.resolve(member['items']), prefix + name + '[].'
        if not (isinstance(node, dict) and '$ref' in node) and '$ref' not in member.get('items', {}):
            yield from fields(contract, inner, below)


def name_cell(name, required=None, where=''):
    words = {True: '<span class="need">required', False: '<span class="may">optional', None: ''}[required]
    words += f'{", " + where if where else ""}</span>' if words else ''
    return f'<code>{escape(name).replace("_", "_<wbr>")}</code> {words}'.rstrip()


def fields_table(contract, schema, caption, requests=False):
    rows = [[name_cell(name, required if requests else None), meaning(node.get('description', ''), node, requests)]
            for name, required, node in fields(contract, schema)]
    return table(caption, ['Member', 'Meaning'], rows, 'fields')


# --- An operation ---------------------------------------------------------------------------------

def who(contract, operation):
    """Who may call it, as HTML."""
    security = operation.node.get('security', contract.document.get('security', []))
    scopes = [scope for entry in security for names in entry.values() for scope in names]
    if not any(security):
        return 'Anyone; no token is needed.'
    if {} in security:
        return 'Anyone, for what is public; with a token, also for what else its partner may see.'
    if not scopes:
        return 'Whoever has a token.'
    words = ' or '.join(f'<code>{escape(scope)}</code>' for scope in scopes)
    return f'Whoever has a token with the scope {words}.'


def shell_quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def curl(contract, operation):
    """A request that can be pasted into a shell where SAFER and TOKEN are set."""
    path, query, options = operation.path, [], []
    security = operation.node.get('security', contract.document.get('security', []))
    if any(security) and {} not in security:
        options.append('-H "Authorization: Bearer $TOKEN"')
    body = contract.resolve(operation.node.get('requestBody', {}))
    is_file = list(body.get('content', {})) == ['multipart/form-data']
    if body and not is_file:
        options.append('-H "Content-Type: application/json"')
    for parameter in contract.parameters(operation):
        value = parameter.get('example', contract.resolve(parameter.get('schema', {})).get('default'))
        text = str(value)
        if parameter['in'] == 'path':
            path = path.replace('{' + parameter['name'] + '}', quote(text, safe=''))
        elif parameter.get('required') and parameter['in'] == 'query':
            query.append(f'{parameter["name"]}={quote(text, safe="/:")}')
        elif parameter.get('required') and parameter['in'] == 'header':
            options.append('-H ' + shell_quote(f'{parameter["name"]}: {text}'))
    for media in body.get('content', {}).values():
        if is_file:
            options += [f'-F {name}=@{value}' for name, value in contract.example(media).items()]
            continue
        options.append('-d ' + shell_quote(json_text(contract.example(media))).replace('\n', '\n  '))
    address = f'"$SAFER{path}{"?" + "&".join(query) if query else ""}"'
    return 'curl ' + ' \\\n  '.join([*options, address])


def parameters_table(contract, operation):
    where = {'path': 'in the path', 'query': 'in the query', 'header': 'a header'}
    rows = []
    for parameter in contract.parameters(operation):
        schema = contract.resolve(parameter.get('schema', {})) if parameter['in'] != 'header' else {}
        rows.append([name_cell(parameter['name'], bool(parameter.get('required')), where[parameter['in']]),
                     meaning(parameter.get('description', ''), schema)])
    return table(f'Parameters of {operation.id}', ['Parameter', 'Meaning'], rows, 'fields')


def schema_link(contract, schema):
    """Links to the resource a schema names, through the list it may be in."""
    reference = schema.get('$ref', '')
    if not reference.startswith('#/components/schemas/'):
        return ''
    name = reference.rpartition('/')[2]
    items = contract.resolve(schema).get('properties', {}).get('items', {}).get('items', {}).get('$ref')
    if items:
        inner = items.rpartition('/')[2]
        return f'A list of <a href="#resource-{escape(inner)}">{escape(inner)}</a>.'
    return f'Its members: <a href="#resource-{escape(name)}">{escape(name)}</a>.'


def status_words(status):
    if status == 'default':
        return 'any other'
    return f'{status} {HTTPStatus(int(status)).phrase}'


def response_words(contract, status, response):
    """What an answer means, with the problems it may be, or the headers it has; as HTML."""
    text = f'<p>{inline(sentence(response.get("description", "")))}</p>'
    slugs = contract.problem_slugs(response)
    if slugs:
        return text + links('Problems with ' + status_words(status),
                            [('/problems/' + slug, slug) for slug in slugs])
    return text + links('Headers of ' + status_words(status),
                        [('#header-' + name.lower(), name) for name in response.get('headers', {})])


def responses_table(contract, operation):
    """The operation's own answers; those in common are only named."""
    shared = contract.shared(operation)
    rows = [[status_cell(status), response_words(contract, status, response)]
            for status, response in contract.responses(operation) if status not in shared]
    common = links('Answers in common',
                   [('#answer-' + name, status_words(status)) for status, name in shared.items()])
    rows += [['In common', common]] if common else []
    return table(f'Answers of {operation.id}', ['Status', 'Meaning'], rows, 'fields')


def status_cell(status, name=''):
    target = f' id="answer-{escape(name)}"' if name else ''
    return f'<span class="status"{target}>{escape(status_words(status))}</span>'


def answer_examples(contract, operation):
    """The first successful answer in each of its forms."""
    pieces = []
    for status, response in contract.responses(operation):
        content = response.get('content', {})
        if not status.startswith('2') or pieces:
            continue
        for media_type, media in content.items():
            example = contract.example(media)
            if example is None:
                continue
            text = example.rstrip('\n') if isinstance(example, str) else json_text(example)
            link = schema_link(contract, media.get('schema', {})) if 'json' in media_type else ''
            pieces.append(f'<p class="label">{escape(status)} as <code>{escape(media_type)}</code>. {link}</p>\n'
                          + code_block(text))
    return pieces


def operation_section(contract, operation):
    node = operation.node
    title = node.get('summary', operation.id)
    pieces = ['<section>',
              f'<h3 id="{operation.id}"><a href="#{operation.id}">{escape(title)}</a></h3>',
              f'<p class="address"><span class="method {operation.method.lower()}">{operation.method}</span> '
              f'<code>{escape(operation.path).replace("/", "/<wbr>")}</code> '
              f'<span class="id">{operation.id}</span></p>',
              markdown(node.get('description', '')),
              f'<p class="who"><strong>Who may:</strong> {who(contract, operation)}</p>',
              parameters_table(contract, operation)]
    body = contract.resolve(node.get('requestBody', {}))
    for media in body.get('content', {}).values():
        schema = contract.resolve(media['schema'])
        pieces.append(fields_table(contract, schema, f'Body of {operation.id}', requests=True))
    pieces += ['<h4>Request</h4>', code_block(curl(contract, operation))]
    examples = answer_examples(contract, operation)
    pieces += ['<h4>Answer</h4>', *examples, responses_table(contract, operation), '</section>']
    return '\n'.join(filter(None, pieces))


# --- /docs ----------------------------------------------------------------------------------------

def tag_section(contract, tag, operations):
    name = tag['name']
    rows = [[f'<a href="#{o.id}">{escape(o.node.get("summary", o.id))}</a>',
             f'<span class="method {o.method.lower()}">{o.method}</span> '
             f'<code>{escape(o.path).replace("/", "/<wbr>")}</code>'] for o in operations]
    return '\n'.join([f'<h2 id="{anchor(name)}">{escape(name)}</h2>', markdown(tag.get('description', '')),
                      table(f'Operations: {name}', ['Operation', 'Address'], rows, 'fields'),
                      *(operation_section(contract, operation) for operation in operations)])


def answered_schemas(contract):
    """The names of the schemas that answers and their lists are made of, in the contract's order."""
    found = set()

    def follow(node):
        if isinstance(node, list):
            for item in node:
                follow(item)
        elif isinstance(node, dict):
            reference = node.get('$ref', '')
            if reference.startswith('#/components/schemas/') and reference not in found:
                found.add(reference)
                follow(contract.resolve(node))
            for value in node.values():
                follow(value)

    for operation in contract.operations:
        for _, response in contract.responses(operation):
            for media in response.get('content', {}).values():
                follow(media.get('schema', {}))
    return [name for name in contract.document.get('components', {}).get('schemas', {})
            if '#/components/schemas/' + name in found]


def resources_section(contract):
    pieces = ['<h2 id="resources">Resources</h2>', '<p>What answers are made of. Every member is always there; '
              'what is not known is null.</p>']
    for name in answered_schemas(contract):
        schema = contract.resolve(contract.document['components']['schemas'][name])
        if schema.get('properties', {}).get('items', {}).get('type') == 'array':
            continue  # a list; what it is of has its own
        pieces += [f'<h3 id="resource-{escape(name)}">{escape(schema.get("title", name))}</h3>',
                   f'<p>{inline(sentence(schema.get("description", "")))}</p>',
                   fields_table(contract, schema, f'Members of {name}')]
    return '\n'.join(pieces)


def answers_section(contract):
    """The answers several operations have in common."""
    rows = {}
    for operation in contract.operations:
        responses = dict(contract.responses(operation))
        for status, name in contract.shared(operation).items():
            words = response_words(contract, status, responses[status])
            rows[name] = (status_words(status), len(words), [status_cell(status, name), words])
    heading, rows = 'Answers in common', [row for _, _, row in sorted(rows.values())]
    return (f'<h2 id="{anchor(heading)}">{heading}</h2>\n'
            + table(heading, ['Status', 'Meaning'], rows, 'fields', quiet=True))


def headers_section(contract):
    rows, heading = [], 'Headers of answers'
    for name, node in contract.document.get('components', {}).get('headers', {}).items():
        node = contract.resolve(node)
        words = f'<p>{inline(node.get("description", ""))}</p>'
        if 'example' in node:
            words += f'<p class="limits">Such as <code>{escape(str(node["example"]))}</code></p>'
        rows.append([f'<code id="header-{escape(name.lower())}">{escape(name)}</code>', words])
    return (f'<h2 id="{anchor(heading)}">{heading}</h2>\n'
            + table(heading, ['Header', 'Meaning'], rows, 'fields', quiet=True))


def problems_section(contract):
    rows = [[f'<a href="/problems/{escape(row["slug"])}">{escape(row["slug"])}</a>',
             f'<p>{escape(row["title"])}</p><p class="limits">{escape(status_words(str(row["status"])))}</p>']
            for row in sorted(contract.problems, key=lambda row: (row['status'], row['slug']))]
    return ('<h2 id="problems">Problems</h2>\n'
            '<p>Each kind of refusal has a page that says what it means and what to do.</p>\n'
            + table('Problems, by status', ['Problem', 'Title and status'], rows, 'fields', quiet=True))


def security_section(contract):
    schemes = contract.document.get('components', {}).get('securitySchemes', {})
    text = '\n'.join(markdown(scheme.get('description', ''), 'Scopes') for scheme in schemes.values())
    return f'<h2 id="scopes">Scopes</h2>\n{text}' if text else ''


def contents(contract, headings):
    link = lambda target, text: f'<a href="#{target}">{escape(text)}</a>'
    groups = []
    for tag, operations in contract.tags():
        below = ''.join(f'<li>{link(o.id, o.node.get("summary", o.id))}</li>' for o in operations)
        groups.append(f'<li>{link(anchor(tag["name"]), tag["name"])}<ul class="inner">{below}</ul></li>')
    first = ''.join(f'<li>{link(anchor(heading), heading)}</li>' for heading in headings)
    last = ''.join(f'<li>{link(anchor(name), name)}</li>' for name in
                   ('Scopes', 'Resources', 'Answers in common', 'Headers of answers', 'Problems'))
    return (f'<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ul>{first}</ul>\n'
            f'<ul>{"".join(groups)}</ul>\n<ul>{last}</ul>\n</nav>')


def docs_page(contract):
    info = contract.document['info']
    description = info.get('description', '')
    headings = re.findall(r'^## (.+)$', description, re.MULTILINE)
    main = '\n'.join([
        f'<h1>{escape(info["title"])}: reference</h1>',
        f'<p class="lead">{escape(sentence(info.get("summary", "")))}</p>',
        f'<p class="limits">Version {escape(info["version"])}. The same for programs: '
        '<a href="/openapi.yaml">openapi.yaml</a>, <a href="/openapi.json">openapi.json</a>.</p>',
        markdown(description, info['title']),
        *(tag_section(contract, tag, operations) for tag, operations in contract.tags()),
        security_section(contract), resources_section(contract), answers_section(contract),
        headers_section(contract), problems_section(contract)])
    return page(f'{info["title"]}: reference', main, contents(contract, headings))


# --- /problems/<slug> -----------------------------------------------------------------------------

def givers_words(contract, slug):
    """Which operations give a problem, as HTML."""
    givers = contract.givers[slug]
    writes = [o for o in contract.operations if o.method != 'GET']
    if not givers:
        return '<p>No operation in particular.</p>'
    if len(givers) == len(contract.operations) > 1:
        return '<p>Every operation can.</p>'
    if givers == writes and len(writes) > 1:
        return '<p>Every operation that writes can.</p>'
    items = ''.join(f'<li><a href="/docs#{o.id}">{escape(o.node.get("summary", o.id))}</a> '
                    f'<code>{escape(o.address()).replace("/", "/<wbr>")}</code></li>' for o in givers)
    return f'<ul>{items}</ul>'


def problem_page(contract, row):
    title, slug = row['title'], row['slug']
    example = contract.resolve(contract.examples.get(slug, {})).get('value')
    main = '\n'.join(filter(None, [
        f'<p class="crumb"><a href="/docs#problems">Problems</a></p>\n<h1>{escape(title)}</h1>',
        f'<p class="limits"><code>{escape(slug)}</code>, status {escape(status_words(str(row["status"])))}</p>',
        '<h2>What it means, and what to do</h2>', f'<p class="lead">{escape(row["text"])}</p>',
        '<h2>Which operations give it</h2>', givers_words(contract, slug),
        '<h2>Example</h2>\n' + code_block(json_text(example)) if example else '']))
    return page(f'{title}: {contract.document["info"]["title"]}', main)


# --- The page around it ---------------------------------------------------------------------------

STYLE = '''
:root { color-scheme: light dark; --page: #fff; --text: #1b2228; --soft: #4a5560; --line: #cfd6dc; --shade: #f3f6f8;
  --link: #0b4f8a; --get: #0b5d3b; --post: #7a3d00; --mark: #ffd75e; }
@media (prefers-color-scheme: dark) { :root { --page: #14191e; --text: #e6ebef; --soft: #aebac4; --line: #3a454e;
  --shade: #1e262d; --link: #8cc4ff; --get: #7fd8ac; --post: #ffbe7d; --mark: #4a3d00; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: break-word;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
a { color: var(--link); text-underline-offset: .15em; }
a:hover { text-decoration-thickness: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100rem; padding: .5rem 1rem; background: var(--page); z-index: 1; }
.skip:focus { left: .5rem; top: .5rem; }
.frame { max-width: 56rem; margin: 0 auto; }
.with-contents, .with-contents ~ .frame { max-width: 84rem; }
main, nav, footer { padding: 1rem 1.25rem; }
main { max-width: 56rem; min-width: 0; }
main:focus { outline: none; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 2rem; margin: .5rem 0; }
h2 { font-size: 1.5rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover, h3 a:focus { text-decoration: underline; }
h4 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
:target { background: var(--mark); box-shadow: 0 0 0 .25rem var(--mark); }
p, ul { margin: .6rem 0; }
ul { padding-left: 1.25rem; }
.lead { font-size: 1.125rem; }
.limits, .label, .crumb { color: var(--soft); font-size: .9rem; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
pre { margin: .5rem 0 1rem; padding: .75rem 1rem; background: var(--shade); border: 1px solid var(--line);
  border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; }
pre code { font-size: .85rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 1.25rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); }
thead th { font-size: .85rem; color: var(--soft); border-bottom-width: 2px; }
tbody th { font-weight: 400; }
td p { margin: 0 0 .2rem; }
.fields { table-layout: fixed; }
.fields th:first-child { width: 34%; }
.scroll { overflow-x: auto; margin: 1rem 0 1.25rem; }
.scroll table { margin: 0; min-width: 48rem; }
.need, .may { font-size: .8rem; color: var(--soft); white-space: nowrap; }
.need { color: var(--text); font-weight: 600; }
.status { font-variant-numeric: tabular-nums; }
.address { margin: 0 0 .5rem; }
.method { font-weight: 700; font-size: .85rem; }
.get { color: var(--get); }
.post, .put, .patch, .delete { color: var(--post); }
.id { color: var(--soft); font-size: .9rem; padding-left: .5rem; }
.links { list-style: none; padding: 0; margin: .2rem 0; font-size: .9rem; }
.links li { display: inline-block; margin-right: .75rem; }
.links a { display: inline-block; padding: .15rem 0; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
nav h2 { font-size: 1rem; margin: 0 0 .5rem; padding: 0; border: 0; }
nav ul { list-style: none; padding: 0; margin: 0 0 .75rem; }
nav a { display: inline-block; padding: .2rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav .inner { display: none; }
footer { color: var(--soft); font-size: .9rem; border-top: 1px solid var(--line); margin-top: 3rem; }
@media (max-width: 61.99rem) { nav > ul { column-width: 16rem; } }
@media (max-width: 30rem) {
  main, nav, footer { padding: 1rem; }
  th, td { padding-right: .5rem; }
  th code { font-size: .8rem; }
  .fields th:first-child { width: 38%; }
  .need, .may { display: block; }
}
@media (min-width: 62rem) {
  .with-contents { display: grid; grid-template-columns: 18rem minmax(0, 1fr); gap: 1.5rem; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; font-size: .9rem;
    padding-top: 1.75rem; }
  nav .inner { display: block; padding-left: .75rem; margin: 0 0 .35rem; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --text: #000; --soft: #333; --line: #999; --shade: #fff; --link: #000;
    --get: #000; --post: #000; --mark: #fff; }
  nav, .skip { display: none; }
  .with-contents { display: block; }
  main { max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  .scroll table { min-width: 0; font-size: .8rem; }
  h1, h2, h3, h4, caption, .address { break-after: avoid; }
  tr, pre { break-inside: avoid; }
}
'''


def page(title, main, contents_list=''):
    frame = 'frame with-contents' if contents_list else 'frame'
    back = '' if contents_list else ' <a href="/docs">The reference</a> says how everything works.'
    return (f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n'
            '<a class="skip" href="#content">Skip to the content</a>\n'
            f'<div class="{frame}">\n{contents_list}\n<main id="content" tabindex="-1">\n{main}\n</main>\n</div>\n'
            f'<footer class="frame"><p>Made from the contract this service is built from.{back}</p></footer>\n'
            '</body>\n</html>\n')


def render(contract, problems):
    """{path: (media type, text)} of every page."""
    read = Contract(contract, problems)
    pages = {'/docs': (HTML, docs_page(read))}
    for row in problems:
        pages['/problems/' + row['slug']] = (HTML, problem_page(read, row))
    return pages
