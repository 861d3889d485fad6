# Tests of the rendered reference: it is whole, safe, readable by everybody, and agrees with the contract.
# SPDX-License-Identifier: MIT
"""A small contract shows each thing by itself; the project's own shows that every link leads somewhere."""
import copy
import json
import re
import shlex
import sys
import unittest
from html.parser import HTMLParser
from pathlib import Path

sys.dont_write_bytecode = True

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / 'api/contract'))

import operations
import reference

VOID = ('meta', 'link', 'br', 'hr', 'img', 'input', 'wbr')
ROWS = [
    {'slug': 'not-found', 'status': 404, 'title': 'There is nothing here', 'text': 'Nothing has this address.'},
    {'slug': 'busy', 'status': 503, 'title': 'The service is busy', 'text': 'Try again.'},
    {'slug': 'spent', 'status': 409, 'title': 'It is <spent>', 'text': 'Money & more is gone.'},
]


def problem(row):
    return {'value': {'type': '/problems/' + row['slug'], 'title': row['title'], 'status': row['status'],
                      'detail': 'So it is.', 'instance': '/v1/things', 'request_id': 'r'}}


def answer(*slugs):
    examples = {slug: {'$ref': '#/components/examples/' + slug} for slug in slugs}
    return {'description': 'refused', 'content': {'application/problem+json': {'examples': examples}}}


THING = {'type': 'object', 'title': 'Thing', 'required': ['id'], 'properties': {
    'id': {'type': 'string', 'pattern': '^[a-z]+$', 'description': 'its <b>name</b>'},
    'parts': {'type': 'array', 'maxItems': 9, 'description': 'what it has',
              'items': {'type': 'object', 'properties': {'amount_pence': {'type': 'integer', 'minimum': 0}}}}}}

SMALL = {
    'openapi': '3.1.0',
    'info': {'title': 'Things & more', 'version': '2', 'summary': 'all <things>',
             'description': 'What it is.\n\n## How\n\nBy `curl <x>`.\n\n| a | b | c | d |\n|---|---|---|---|\n'
                            '| 1 | 2 | 3 | 4 |\n\n- one\n  goes on\n- two\n\n```\nA=1\n\nB=<2>\n```'},
    'tags': [{'name': 'Things', 'description': 'What there is.'}],
    'paths': {
        '/v1/things': {
            'get': {'operationId': 'list_things', 'tags': ['Things'], 'summary': 'List things', 'security': [],
                    'parameters': [{'name': 'year', 'in': 'query', 'required': True, 'example': '2018/19',
                                    'schema': {'type': 'string', 'format': 'financial-year'}}],
                    'responses': {'200': {'description': 'the list', 'headers': {'ETag': {'schema': {}}}, 'content': {
                        'application/json': {'schema': {'$ref': '#/components/schemas/thing_page'},
                                             'example': {'items': [{'id': 'a<b'}]}},
                        'text/csv': {'schema': {'type': 'string'}, 'example': 'id\na\n'}}},
                        '503': {'$ref': '#/components/responses/unavailable'}}},
            'post': {'operationId': 'create_thing', 'tags': ['Things'], 'summary': 'Make a thing',
                     'security': [{'bearer': ['things.write']}, {'bearer': ['all.write']}],
                     'parameters': [{'name': 'Idempotency-Key', 'in': 'header', 'required': True, 'example': 'k 1',
                                     'schema': {'type': 'string'}}],
                     'requestBody': {'content': {'application/json': {
                         'schema': {'$ref': '#/components/schemas/thing'}, 'example': {'id': "O'Hara $x `y`"}}}},
                     'responses': {'201': {'description': 'made'}, '409': answer('spent'),
                                   '503': {'$ref': '#/components/responses/unavailable'}}}},
        '/v1/things/{thing}': {
            'get': {'operationId': 'get_thing', 'tags': ['Things'], 'summary': 'Get a thing',
                    'security': [{}, {'bearer': []}],
                    'parameters': [{'name': 'thing', 'in': 'path', 'required': True, 'example': 'a b',
                                    'schema': {'type': 'string', 'maxLength': 9}}],
                    'responses': {'404': answer('not-found'),
                                  '503': {'$ref': '#/components/responses/unavailable'}}}}},
    'components': {
        'examples': {row['slug']: problem(row) for row in ROWS},
        'headers': {'ETag': {'description': 'the state', 'example': '"1"'}},
        'responses': {'unavailable': answer('busy')},
        'schemas': {'thing': THING, 'thing_page': {'type': 'object', 'properties': {
            'items': {'type': 'array', 'items': {'$ref': '#/components/schemas/thing'}}}}}},
}


class Page(HTMLParser):
    """What a browser would make of a page, as far as the tests ask."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.targets, self.tags, self.headings, self.open = [], [], [], [], []
        self.text, self.captions, self.tables = '', 0, 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if 'id' in attributes:
            self.ids.append(attributes['id'])
        if 'href' in attributes:
            self.targets.append(attributes['href'])
        if re.fullmatch('h[1-6]', tag):
            self.headings.append(int(tag[1]))
        self.captions += tag == 'caption'
        self.tables += tag == 'table'

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f'{tag} closes what it did not open'

    def handle_data(self, data):
        self.text += data if 'style' not in self.open else ''


def render(change=None, rows=ROWS):
    document = copy.deepcopy(SMALL)
    if change:
        change(document)
    return {path: text for path, (_, text) in reference.render(document, rows).items()}


class Reference(unittest.TestCase):
    def test_there_is_one_page_for_the_contract_and_one_for_each_problem(self):
        pages = reference.render(SMALL, ROWS)
        self.assertEqual(list(pages), ['/docs', '/problems/not-found', '/problems/busy', '/problems/spent'])
        self.assertEqual({media_type for media_type, _ in pages.values()}, {'text/html; charset=utf-8'})

    def test_the_same_contract_makes_the_same_bytes_and_is_not_changed(self):
        before = copy.deepcopy(SMALL)
        self.assertEqual(reference.render(SMALL, ROWS), reference.render(SMALL, ROWS))
        self.assertEqual(SMALL, before)

    def test_nothing_in_the_contract_becomes_markup(self):
        pages = render()
        for forbidden in ('<things>', '<b>name', '<spent>', 'a<b', '<x>', '<2>', '& more', '& more is'):
            for text in pages.values():
                self.assertNotIn(forbidden, text)
        self.assertIn('Money &amp; more is gone.', pages['/problems/spent'])
        self.assertIn('<code>curl &lt;x&gt;</code>', pages['/docs'])

    def test_a_link_leads_only_to_a_path_an_anchor_or_the_web(self):
        words = 'See [here](/docs), [there](#x), [web](https://a.example/?a=1&b=2), [bad](javascript:alert(1)).'
        self.assertEqual(reference.inline(words), 'See <a href="/docs">here</a>, <a href="#x">there</a>, '
                         '<a href="https://a.example/?a=1&amp;b=2">web</a>, [bad](javascript:alert(1)).')

    def test_markdown_of_the_contract_becomes_headings_lists_tables_and_code(self):
        text = reference.markdown(SMALL['info']['description'])
        for expected in ('<h2 id="how">How</h2>', '<ul><li>one goes on</li><li>two</li></ul>',
                         '<pre><code>A=1\n\nB=&lt;2&gt;</code></pre>', '<th scope="row">1</th><td>2</td>',
                         'tabindex="0" aria-label="How, scrolls sideways"'):
            self.assertIn(expected, text)

    def test_it_says_who_may_call(self):
        text = Page(render()['/docs']).text
        for words in ('Anyone; no token is needed.', 'Anyone, for what is public; with a token,',
                      'Whoever has a token with the scope things.write or all.write.'):
            self.assertIn(words, text)

    def test_a_request_can_be_pasted_into_a_shell(self):
        contract = reference.Contract(SMALL, ROWS)
        requests = {o.id: shlex.split(reference.curl(contract, o).replace('\\\n', ' ')) for o in contract.operations}
        self.assertEqual(requests['list_things'], ['curl', '$SAFER/v1/things?year=2018/19'])
        self.assertEqual(requests['get_thing'], ['curl', '$SAFER/v1/things/a%20b'])
        create = requests['create_thing']
        self.assertEqual(create[:7], ['curl', '-H', 'Authorization: Bearer $TOKEN', '-H',
                                      'Content-Type: application/json', '-H', 'Idempotency-Key: k 1'])
        self.assertEqual([create[7], json.loads(create[8]), create[9]],
                         ['-d', {'id': "O'Hara $x `y`"}, '$SAFER/v1/things'])

    def test_limits_are_said_in_words(self):
        for schema, words in (
                ({'type': 'string', 'minLength': 1, 'maxLength': 1000}, 'text, 1 to 1,000 characters'),
                ({'type': ['string', 'null'], 'format': 'date', 'maxLength': 10}, 'date, YYYY-MM-DD, or null'),
                ({'type': 'integer', 'minimum': 0}, 'whole number, at least 0'),
                ({'type': 'integer', 'maximum': 9, 'default': 2}, 'whole number, at most 9, <code>2</code> when left out'),
                ({'type': 'array', 'minItems': 1, 'maxItems': 3}, 'list, 1 to 3 items'),
                ({'enum': ['a', 'b']}, 'one of <code>a</code>, <code>b</code>'),
                ({'type': 'null'}, 'null'),
                ({'type': 'string', 'pattern': '^[a&b]$'}, 'text, of the form <code>^[a&amp;b]$</code>'),
                ({'type': 'string', 'pattern': '^[^\x01-\x1f]$'}, 'text')):
            self.assertEqual(reference.limits(schema), words)

    def test_members_of_members_are_listed_by_their_way(self):
        text = Page(render()['/docs']).text
        self.assertIn('parts[].amount_pence', text)

    def test_a_problem_page_says_who_gives_it(self):
        pages = {path: Page(text).text for path, text in render().items()}
        self.assertIn('Every operation can.', pages['/problems/busy'])
        self.assertIn('Get a thing GET /v1/things/{thing}', pages['/problems/not-found'])
        spare = {'slug': 'spare', 'status': 400, 'title': 'Spare', 'text': 'Not given.'}
        self.assertIn('No operation in particular.', render(rows=[*ROWS, spare])['/problems/spare'])

    def test_an_example_that_is_not_its_row_is_named(self):
        def change(document):
            document['components']['examples']['spent']['value'] |= {'title': 'Other', 'status': 400}
        with self.assertRaisesRegex(ValueError, r'examples/spent: title is not .* It is <spent>\n.*status .*: 409'):
            render(change)

    def test_a_problem_that_has_no_row_or_another_status_is_named(self):
        with self.assertRaisesRegex(ValueError, 'get_thing: not-found is not in problem.def'):
            render(rows=ROWS[1:])
        def change(document):
            responses = document['paths']['/v1/things']['post']['responses']
            responses['422'] = responses.pop('409')
        with self.assertRaisesRegex(ValueError, 'create_thing: spent stands under 422, but its status is 409'):
            render(change)


class ForEverybody(unittest.TestCase):
    """The project's own pages."""

    @classmethod
    def setUpClass(cls):
        tree = operations.Tree(ROOT)
        contract = operations.Bundle(tree).contract
        cls.pages = {path: Page(text) for path, (_, text) in
                     reference.render(contract, operations.read_problems(tree)).items()}
        cls.texts = {path: text for path, (_, text) in
                     reference.render(contract, operations.read_problems(tree)).items()}
        cls.contract = contract
        assert not tree.faults, tree.faults

    def test_every_link_leads_somewhere(self):
        known = {*self.pages, *(path for path in self.contract['paths'])}
        for path, page in self.pages.items():
            self.assertEqual(len(page.ids), len(set(page.ids)), f'{path} has an id twice')
            for target in page.targets:
                file, _, fragment = target.partition('#')
                self.assertIn(file or path, known, f'{path}: {target}')
                if fragment:
                    self.assertIn(fragment, self.pages[file or path].ids, f'{path}: {target}')

    def test_every_operation_has_its_id_as_anchor(self):
        for item in self.contract['paths'].values():
            for node in item.values():
                self.assertIn(node['operationId'], self.pages['/docs'].ids)

    def test_headings_go_down_by_one_and_tables_have_captions(self):
        for path, page in self.pages.items():
            self.assertEqual(page.open, [], path)
            self.assertEqual(page.headings.count(1), 1, path)
            self.assertEqual(page.captions, page.tables, path)
            in_main = page.headings[page.headings.index(1):]
            for above, below in zip(in_main, in_main[1:]):
                self.assertLessEqual(below, above + 1, path)

    def test_there_are_landmarks_a_language_and_a_way_past_the_contents(self):
        for path, page in self.pages.items():
            self.assertIn('<html lang="en-GB">', self.texts[path])
            self.assertEqual(page.targets[0], '#content', path)
            self.assertEqual((page.tags.count('main'), page.tags.count('footer')), (1, 1), path)
        self.assertEqual(self.pages['/docs'].tags.count('nav'), 1)

    def test_a_page_needs_no_script_and_nothing_from_elsewhere(self):
        for path, page in self.pages.items():
            self.assertFalse({'script', 'link', 'img', 'iframe'} & set(page.tags), path)
            self.assertNotIn('url(', self.texts[path])
            self.assertNotIn(' style=', self.texts[path])


if __name__ == '__main__':
    unittest.main()
