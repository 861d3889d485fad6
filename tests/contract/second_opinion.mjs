// A second opinion on our schemas: ajv's verdict on right and wrong values of each.
// SPDX-License-Identifier: MIT
//
//   node second_opinion.mjs schema/*.json >opinions; second_opinion <opinions
//
// Writes a line {"schema"}, and then {"value", "valid"} for each value; second_opinion.c compares our own verdict.
// A right value is made from the examples in the schema (its own, or its members'), then broken in every
// way that comes to mind: members dropped, added and of another type, texts, numbers and lists a step over
// their limits, dates and years that do not exist. ajv and ajv-formats are found through NODE_PATH.

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { readSchema } from './read_schema.mjs'

const require = createRequire(import.meta.url)
const Ajv = require('ajv/dist/2020').default
const addFormats = require('ajv-formats').default

const ajv = new Ajv({ allowUnionTypes: true })
addFormats(ajv, ['date', 'date-time', 'uuid', 'uri'])
ajv.addFormat('financial-year', text => {
  const years = /^(\d{4})\/(\d\d)$/.exec(text)
  return years !== null && (Number(years[1]) + 1) % 100 === Number(years[2])
})

const texts = [
  '', 'a', 'A', ' a', 'a ', 'a b', 'a\nb', 'a\n', 'a\u0001', 'a\u0085', 'kcst-pooled-budget', 'kcst--pooled',
  '-kcc', 'kcc-', '£16,000.00', '16000', 'null', '🚒', 'e\u0301',
  '2018-04-03', '2018-02-29', '2020-02-29', '2018-4-3', '03/04/2018', '2018-04-03T09:00:00Z',
  '2018-04-03T09:00:00+01:00', '2018-04-03T09:00:00', '2018-04-03T25:00:00Z', '2018-04-03T09:00:00.5Z',
  '2018/19', '2018/20', '2018/2019', '1999/00', '2018-19',
  '0190a5f0-3c8e-7b1a-9f00-5d2c8e4a1b36', '0190a5f0-3c8e-7b1a-9f00', 'https://safer.example/problems/busy',
  'https://safer example/', '/problems/busy',
]
const kinds = [null, true, false, 0, 1, -1, 1.5, 1e15 + 1, 'text', '', [], [1], {}, { a: 1 }]

// The schema a $ref of `root` names, with what is said beside it.
function resolve(root, schema) {
  if (typeof schema !== 'object' || schema.$ref === undefined) return schema
  const path = schema.$ref.split('/').slice(1)
  const { $ref, ...beside } = schema
  return resolve(root, { ...path.reduce((at, name) => at[name], root), ...beside })
}

// Values that `schema` may well accept, the most telling first.
function* candidates(root, schema) {
  schema = resolve(root, schema)
  if (schema === true) yield null
  if (typeof schema !== 'object') return
  yield* schema.examples ?? []
  if ('const' in schema) yield schema.const
  if ('default' in schema) yield schema.default
  yield* schema.enum ?? []
  const types = [schema.type ?? []].flat()
  if (types.includes('object')) yield sampleObject(root, schema)
  if (types.includes('array')) yield sampleArray(root, schema)
  if (types.includes('string')) yield* [...texts].sort((a, b) => b.length - a.length)
  if (types.includes('integer') || types.includes('number')) {
    yield* [schema.minimum, schema.maximum, schema.exclusiveMinimum + 1, 1, 0].filter(Number.isFinite)
  }
  yield* [...types.length === 0 ? texts : [], null, true]
  for (const branch of [...schema.allOf ?? [], ...schema.anyOf ?? [], ...schema.oneOf ?? []]) {
    yield* candidates(root, branch)
  }
}

function compile(root, schema) {
  const { $defs, definitions } = root
  return ajv.compile(typeof schema === 'object' ? { $defs, definitions, ...schema } : schema)
}

function sample(root, schema) {
  const accepts = compile(root, schema)
  for (const value of candidates(root, schema)) if (accepts(value)) return value
  throw new Error(`no example fits ${JSON.stringify(schema).slice(0, 200)}: give it "examples"`)
}

function sampleObject(root, schema) {
  const members = Object.entries(schema.properties ?? {}).filter(([, property]) => property !== false)
  return Object.fromEntries(members.map(([name, property]) => [name, sample(root, property)]))
}

function sampleArray(root, schema) {
  const item = schema.items === undefined ? 1 : sample(root, schema.items)
  return Array(Math.max(1, schema.minItems ?? 1)).fill(item)
}

// Right and wrong values like `value`, which fits `schema`: one thing changed in each.
function* variants(root, schema, value) {
  schema = resolve(root, schema)
  if (typeof schema !== 'object') return
  yield* kinds
  yield* schema.enum ?? []
  if (typeof value === 'string') yield* textVariants(schema)
  else if (typeof value === 'number') yield* numberVariants(schema)
  else if (Array.isArray(value)) yield* arrayVariants(root, schema, value)
  else if (value !== null && typeof value === 'object') yield* objectVariants(root, schema, value)
  for (const branch of [...schema.allOf ?? [], ...schema.anyOf ?? [], ...schema.oneOf ?? []]) {
    yield* variants(root, branch, value)
  }
}

function* textVariants(schema) {
  yield* texts
  for (const length of [schema.minLength, schema.maxLength]) {
    if (length === undefined) continue
    for (const wide of ['a', '£', '🚒']) {
      for (const by of [-1, 0, 1]) if (length + by >= 0) yield wide.repeat(length + by)
    }
  }
}

function* numberVariants(schema) {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  for (const limit of [minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, 0]) {
    if (limit !== undefined) yield* [limit - 1, limit - 0.5, limit, limit + 0.5, limit + 1]
  }
}

function* arrayVariants(root, schema, value) {
  yield* [[], [...value, ...value]]
  for (const size of [schema.minItems, schema.maxItems]) {
    if (size === undefined) continue
    for (const by of [-1, 0, 1]) if (size + by >= 0) yield Array(size + by).fill(value[0] ?? 1)
  }
  if (value.length > 0 && schema.items !== undefined) {
    for (const item of variants(root, schema.items, value[0])) yield [item, ...value.slice(1)]
  }
}

function* objectVariants(root, schema, value) {
  const required = new Set(schema.required ?? [])
  yield Object.fromEntries(Object.entries(value).filter(([name]) => required.has(name)))
  yield { ...value, unknown_member: 1 }
  for (const name of Object.keys(value)) {
    const { [name]: dropped, ...rest } = value
    yield rest
    yield { ...rest, [`${name}x`]: dropped }
    const property = schema.properties?.[name]
    if (property === undefined) continue
    for (const variant of variants(root, property, dropped)) yield { ...value, [name]: variant }
  }
}

for (const path of process.argv.slice(2)) {
  const schema = readSchema(path)
  const validate = ajv.compile(schema)
  const right = sample(schema, schema)
  const written = new Set()
  for (const value of [...schema.examples ?? [], right, ...variants(schema, schema, right)]) {
    written.add(JSON.stringify({ value, valid: validate(value) }))
  }
  writeFileSync(1, [JSON.stringify({ schema }), ...written, ''].join('\n'))
}
