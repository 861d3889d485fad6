// The peer a developer would pick: Fastify and pg, a process for each core.
// SPDX-License-Identifier: MIT
//
// Under /bare a plain SELECT of the same columns, by nobody in particular, past all row security. Under /same
// what the service does: a verified token, the caller's claims, and the service's own SQL statements, in one
// transaction. PEER_* variables say where everything is.
import cluster from 'node:cluster';
import { createHash, createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Transform } from 'node:stream';
import Fastify from 'fastify';
import { createVerifier } from 'fast-jwt';
import pg from 'pg';
import QueryStream from 'pg-query-stream';
import * as observations from './observations.mjs';

const { PEER_PORT, PEER_SOCKET, PEER_DATABASE, PEER_KEY, PEER_SQL, PEER_PROCESSES, PEER_POOL, PEER_TODAY } = process.env;

async function serve() {
    pg.types.setTypeParser(pg.types.builtins.INT8, Number);
    pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
    const pool = (user, options) => new pg.Pool({
        host: PEER_SOCKET, database: PEER_DATABASE, user, options, max: Number(PEER_POOL), idleTimeoutMillis: 0,
    });
    const fastify = Fastify({ logger: false });
    const superuser = pool('postgres');
    bare(fastify, superuser);
    observations.bare(fastify, superuser);
    same(fastify, pool('saferd', '-c TimeZone=UTC -c search_path= -c role=safer_service'));
    await fastify.listen({ port: Number(PEER_PORT), host: '127.0.0.1' });
}

// ---- What is sent --------------------------------------------------------------------------------

const text = { type: 'string' }, optional = { type: ['string', 'null'] }, number = { type: 'integer' };
const contribution = {
    type: 'object',
    properties: {
        id: text, fund: text, partner: text, financial_year: text, amount_pence: number, received_on: text,
        external_reference: text, note: optional, state: text, created_at: text, confirmed_on: optional,
        bank_reference: optional, reversed_by: optional, reversed_at: optional, reversal_reason: optional,
        replaces: optional, replaced_by: optional, booked_in: text, version: number,
    },
};
const page = {
    type: 'object',
    properties: { items: { type: 'array', items: contribution }, next: optional },
};
const body = JSON.parse(readFileSync(`${PEER_SQL}/../schema/contribution_create.json`, 'utf8'));
delete body.properties.financial_year.format;
const columns = Object.keys(contribution.properties).join(', ');

const needsQuotes = /[",\r\n]|^ | $|^$/;
function field(value) {
    if (value === null) return '';
    const string = value instanceof Date ? value.toISOString() : String(value);
    return needsQuotes.test(string) ? `"${string.replaceAll('"', '""')}"` : string;
}

function csv(reply, query, finish) {
    const lines = new Transform({
        writableObjectMode: true,
        transform(row, encoding, done) {
            done(null, `${row.map(field).join(',')}\r\n`);
        },
    });
    lines.write(columns.split(', '));
    query.on('end', finish);
    query.pipe(lines);
    reply.type('text/csv; charset=utf-8');
    return reply.send(lines);
}

const listed = (rows, limit) => ({
    items: rows.slice(0, limit),
    next: rows.length > limit ? `/v1/contributions?limit=${limit}&after=${rows[limit - 1].id}` : null,
});

// ---- Bare ----------------------------------------------------------------------------------------

function bare(fastify, pool) {
    const one = `SELECT ${columns} FROM safer.contribution WHERE id = $1`;
    const many = `SELECT ${columns} FROM safer.contribution ORDER BY id LIMIT $1`;

    fastify.get('/bare/v1/contributions/:id', { schema: { response: { 200: contribution } } }, async (request, reply) => {
        const { rows } = await pool.query({ name: 'one', text: one, values: [request.params.id] });
        return rows.length ? rows[0] : reply.code(404).send();
    });

    fastify.get('/bare/v1/contributions', { schema: { response: { 200: page } } }, async (request, reply) => {
        if (request.headers.accept === 'text/csv') {
            const client = await pool.connect();
            const year = request.query.financial_year;
            const query = new QueryStream(
                `SELECT ${columns} FROM safer.contribution WHERE $1::text IS NULL OR financial_year = $1 ORDER BY id`,
                [year], { batchSize: 1000, rowMode: 'array' });
            return csv(reply, client.query(query), () => client.release());
        }
        const limit = Number(request.query.limit);
        const { rows } = await pool.query({ name: 'many', text: many, values: [limit + 1] });
        return listed(rows, limit);
    });
}

// ---- The same statements -------------------------------------------------------------------------

// A file of sql/queries with :names, as a statement with $1, $2, ...; a file with $1 as it is. Of a page without
// filters only the names given are kept, as the service does.
function statement(file, kept) {
    const names = [];
    const sql = readFileSync(`${PEER_SQL}/queries/${file}.sql`, 'utf8').replace(/^--.*$/gm, '')
        .replace(/(?<!:):([a-z_][a-z0-9_]*)/g, (_, name) => {
            if (kept && !kept.includes(name)) return 'NULL';
            if (!names.includes(name)) names.push(name);
            return `$${names.indexOf(name) + 1}`;
        });
    const prepared = { name: file, text: sql };
    const run = (client, values) =>
        client.query({ ...prepared, values: names.length ? names.map((name) => values[name] ?? null) : values });
    return Object.assign(run, { text: sql, names });
}

function uuid7() {
    const bytes = randomBytes(16);
    bytes.writeUIntBE(Date.now(), 0, 6);
    bytes[6] = 0x70 | (bytes[6] & 15);
    bytes[8] = 0x80 | (bytes[8] & 63);
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function same(fastify, pool) {
    const key = createPublicKey({ key: JSON.parse(readFileSync(PEER_KEY, 'utf8')), format: 'jwk' });
    const verify = createVerifier({
        key: key.export({ type: 'spki', format: 'pem' }), algorithms: ['ES256'], cache: 1000,
        allowedIss: 'safer-development', allowedAud: 'safer-communities',
    });
    const setClaims = statement('service/set_claims');
    const getOne = statement('contributions/get_contribution');
    const getPage = statement('contributions/list_contributions', ['after', 'page_size']);
    const claimKey = statement('service/claim_idempotency_key');
    const create = statement('contributions/create_contribution');
    const record = statement('service/record_audit_event');
    const store = statement('service/store_reply');

    fastify.addHook('preHandler', async (request, reply) => {
        if (!request.url.startsWith('/same/')) return;
        try {
            request.claims = verify((request.headers.authorization ?? '').replace(/^Bearer /, ''));
        } catch {
            return reply.code(401).send();
        }
    });

    function claims(client, request, mode) {
        const { iss, client_id: id, sub, partner, scope } = request.claims;
        return setClaims(client, [iss, id, sub, partner, scope, randomUUID(), PEER_TODAY, mode]);
    }

    async function transaction(request, begin, mode, work) {
        const client = await pool.connect();
        try {
            await client.query(begin);
            await claims(client, request, mode);
            const result = await work(client);
            await client.query('COMMIT');
            return result;
        } catch (error) {
            await client.query('ROLLBACK');
            throw error;
        } finally {
            client.release();
        }
    }

    fastify.get('/same/v1/contributions/:id', { schema: { response: { 200: contribution } } }, async (request, reply) => {
        const { rows } = await transaction(request, 'BEGIN', 'auto',
            (client) => getOne(client, { contribution: request.params.id }));
        return rows.length ? rows[0] : reply.code(404).send();
    });

    fastify.get('/same/v1/contributions', { schema: { response: { 200: page } } }, async (request) => {
        const limit = Number(request.query.limit);
        const { rows } = await transaction(request, 'BEGIN', 'force_generic_plan',
            (client) => getPage(client, { ...request.query, page_size: limit + 1 }));
        return listed(rows, limit);
    });

    const options = { schema: { body, response: { 201: contribution } } };
    fastify.post('/same/v1/contributions', options, async (request, reply) => {
        const operation = 'create_contribution', idempotency = request.headers['idempotency-key'];
        const id = uuid7(), location = `/v1/contributions/${id}`;
        const sha256 = createHash('sha256').update(JSON.stringify(request.body)).digest('hex');
        const made = await transaction(request, 'BEGIN', 'auto', async (client) => {
            await claimKey(client, [operation, idempotency, sha256]);
            await create(client, { ...request.body, new_id: id });
            const { rows } = await getOne(client, { contribution: id });
            const shown = JSON.stringify(rows[0]);
            await record(client, [uuid7(), operation, id, null, shown]);
            await store(client, [operation, idempotency, 201, location, shown]);
            return rows[0];
        });
        return reply.code(201).header('location', location).send(made);
    });

    observations.same(fastify, { pool, statement, transaction, claims, uuid7 });
}

if (cluster.isPrimary) {
    for (let i = 0; i < Number(PEER_PROCESSES); i++) cluster.fork();
    cluster.on('exit', () => process.exit(1));
} else {
    await serve();
}
