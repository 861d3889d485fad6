// A second opinion on the contract's schemas: they compile strictly, as 2020-12 and as draft 7, and every
// example of the contract is what its schema says.
// SPDX-License-Identifier: MIT
//
// Usage: node schemas.mjs MODULES CONTRACT_AS_JSON SCHEMA_FOLDER
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readSchema } from './read_schema.mjs';

const [modules, contractPath, folder] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'any.js'));
const contract = JSON.parse(readFileSync(contractPath, 'utf8'));
const schemas = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => [name, readSchema(path.join(folder, name))]);

let passed = 0;
let failed = 0;
function expect(what, problem) {
  if (problem) {
    failed += 1;
    console.log(`${what}: ${problem}`);
  } else {
    passed += 1;
  }
}

function financialYear(text) {
  const match = /^(\d{4})\/(\d\d)$/.exec(text);
  return match !== null && (Number(match[1]) + 1) % 100 === Number(match[2]);
}

// The contract names a file of the folder by folder and name.
function ajvOf(dialect) {
  const Ajv = require(dialect === 'draft 7' ? 'ajv' : 'ajv/dist/2020.js').default;
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, allErrors: true });
  require('ajv-formats').default(ajv);
  ajv.addFormat('financial-year', financialYear);
  for (const [name, schema] of schemas) ajv.addSchema(schema, `schema/${name}`);
  return ajv;
}

// The value a reference stands for, in the contract or in a file.
function resolve(node) {
  while (node?.$ref) {
    const [file, pointer] = node.$ref.split('#');
    let target = file ? schemas.find(([name]) => `schema/${name}` === file)[1] : contract;
    for (const step of (pointer ?? '').split('/').slice(1)) {
      target = target[step.replaceAll('~1', '/').replaceAll('~0', '~')];
    }
    node = target;
  }
  return node;
}

// A schema of the contract with the contract's own references put in place, so that it stands alone.
function whole(node) {
  if (Array.isArray(node)) return node.map(whole);
  if (node === null || typeof node !== 'object') return node;
  if (node.$ref?.startsWith('#')) return whole(resolve(node));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, whole(value)]));
}

function* media() {
  for (const [address, item] of Object.entries(contract.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!operation?.operationId) continue;
      const bodies = Object.entries(operation.responses).concat([['body', operation.requestBody]]);
      for (const [key, body] of bodies) {
        for (const [type, content] of Object.entries(resolve(body)?.content ?? {})) {
          if (type.includes('json') && content.schema) {
            yield [`${method} ${address} ${key}`, content];
          }
        }
      }
    }
  }
}

for (const dialect of ['2020-12', 'draft 7']) {
  const ajv = ajvOf(dialect);
  for (const [name] of schemas) {
    let problem = '';
    try {
      ajv.getSchema(`schema/${name}`);
    } catch (error) {
      problem = error.message;
    }
    expect(`${dialect} schema/${name}`, problem);
  }
  for (const [where, content] of media()) {
    const validate = ajv.compile(whole(content.schema));
    const values = 'example' in content ? [content.example] : [];
    for (const example of Object.values(content.examples ?? {})) values.push(resolve(example).value);
    for (const value of values) {
      expect(`${dialect} ${where}`, validate(value) ? '' : ajv.errorsText(validate.errors));
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
