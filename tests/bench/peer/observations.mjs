// What the peer does with observations: the whole of them as CSV, one series as JSON, and loads by a stream into COPY.
// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { parse } from 'csv-parse';
import copy from 'pg-copy-streams';
import QueryStream from 'pg-query-stream';

const text = { type: 'string' }, optional = { type: ['string', 'null'] }, yes = { type: 'boolean' };
const observation = {
    type: 'object',
    properties: {
        indicator: text, area: text, period: text, value: { type: ['number', 'null'] }, status: text,
        revision: { type: 'integer' }, recorded_at: text, suppressed: yes, deleted: yes,
    },
};
const page = { type: 'object', properties: { items: { type: 'array', items: observation }, next: optional } };
const names = Object.keys(observation.properties);

// The same columns for nobody in particular.
const plain = `SELECT i.id AS indicator, a.id AS area, to_char(o.starts_on, 'YYYY-MM') AS period, o.value,
    CASE WHEN o.provisional THEN 'provisional' ELSE 'final' END AS status, o.revision, o.recorded_at,
    false AS suppressed, false AS deleted
    FROM safer.observation AS o
    JOIN safer.indicator AS i ON i.number = o.indicator
    JOIN safer.area AS a ON a.number = o.area`;
const order = 'ORDER BY o.indicator, o.area, o.starts_on';

const needsQuotes = /[",\r\n]|^ | $|^$/;
function field(value) {
    if (value === null) return '';
    const string = value instanceof Date ? value.toISOString() : String(value);
    return needsQuotes.test(string) ? `"${string.replaceAll('"', '""')}"` : string;
}

function csv(request, reply, query, finish) {
    let lot = ''; // row by row, compressing would take six times as long
    const lines = new Transform({
        writableObjectMode: true,
        transform(row, encoding, done) {
            lot += `${row.slice(0, names.length).map(field).join(',')}\r\n`;
            if (lot.length < 65536) return done();
            done(null, lot);
            lot = '';
        },
        flush(done) { done(null, lot); },
    });
    lines.write(names);
    query.on('end', finish);
    query.pipe(lines);
    reply.type('text/csv; charset=utf-8');
    if (request.headers['accept-encoding'] !== 'gzip') return reply.send(lines);
    return reply.header('content-encoding', 'gzip').send(lines.pipe(createGzip({ level: 1 })));
}

const numbered = (rows) => rows.map((row) => ({ ...row, value: row.value === null ? null : Number(row.value) }));

export function bare(fastify, pool) {
    fastify.get('/bare/v1/observations', { schema: { response: { 200: page } } }, async (request, reply) => {
        const { indicator, area, limit } = request.query;
        if (request.headers.accept === 'text/csv') {
            const client = await pool.connect();
            const query = new QueryStream(`${plain} ${order}`, [], { batchSize: 1000, rowMode: 'array' });
            return csv(request, reply, client.query(query), () => client.release());
        }
        const { rows } = await pool.query({
            name: 'series', text: `${plain} WHERE i.id = $1 AND a.id = $2 ${order} LIMIT $3`, values: [indicator, area, limit],
        });
        return { items: numbered(rows), next: null };
    });
}

export function same(fastify, { pool, statement, transaction, claims, uuid7 }) {
    const head = statement('observations/list_observations.head');
    const list = statement('observations/list_observations');
    const stage = statement('observations/create_observations.stage');
    const create = statement('observations/create_observations');
    const getLoad = statement('observation_loads/get_observation_load');
    const record = statement('service/record_audit_event');

    fastify.get('/same/v1/observations', { schema: { response: { 200: page } } }, async (request, reply) => {
        if (request.headers.accept === 'text/csv') {
            const client = await pool.connect();
            await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
            await claims(client, request, 'auto');
            const query = new QueryStream(list.text, list.names.map(() => null), { batchSize: 1000, rowMode: 'array' });
            return csv(request, reply, client.query(query), () => client.query('COMMIT').then(() => client.release()));
        }
        const { rows } = await transaction(request, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', 'auto',
            async (client) => {
                await head(client, request.query);
                return list(client, { ...request.query, page_size: Number(request.query.limit) + 1 });
            });
        return { items: numbered(rows), next: null };
    });

    fastify.addContentTypeParser('text/csv', (request, payload, done) => done(null, payload));
    fastify.post('/same/v1/observations', { bodyLimit: 1 << 30 }, async (request, reply) => {
        const id = uuid7(), sha256 = createHash('sha256');
        let bytes = 0, line = 1;
        const counted = new PassThrough();
        counted.on('data', (chunk) => { sha256.update(chunk); bytes += chunk.length; });
        const cells = new Transform({
            writableObjectMode: true,
            transform(row, encoding, done) {
                line += 1;
                done(null, `${line},${['indicator', 'area', 'period', 'value', 'status'].map((n) => field(row[n])).join(',')}\n`);
            },
        });
        const made = await transaction(request, 'BEGIN', 'auto', async (client) => {
            await stage(client, []);
            await pipeline(request.body, counted, parse({ columns: true }), cells, client.query(copy.from(
                'COPY pg_temp.observation_staging (line, indicator, area, period, value, status) FROM STDIN CSV')));
            await create(client, { new_id: id, load_form: 'csv', load_sha256: sha256.digest('hex'), load_bytes: bytes });
            const { rows } = await getLoad(client, { load: id });
            await record(client, [uuid7(), 'create_observations', id, null, JSON.stringify(rows[0])]);
            return rows[0];
        });
        return reply.code(201).header('location', `/v1/observation-loads/${id}`).send(made);
    });
}
