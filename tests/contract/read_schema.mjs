// A schema of the folder with those it names put in place, so that it stands alone.
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import path from 'node:path';

export function readSchema(file) {
  const inline = (node) => {
    if (Array.isArray(node)) return node.map(inline);
    if (node === null || typeof node !== 'object') return node;
    if (/^[\w-]+\.json$/.test(node.$ref ?? '')) return readSchema(path.join(path.dirname(file), node.$ref));
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inline(value)]));
  };
  return inline(JSON.parse(readFileSync(file, 'utf8')));
}
