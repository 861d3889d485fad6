// An OpenID provider for the tests: issues access tokens (RFC 9068) to clients with their own credentials.
// SPDX-License-Identifier: MIT
//
// Usage: node provider.mjs MODULES <SETTINGS     MODULES is npm's folder, SETTINGS a JSON object:
//   folder     where keys are kept, a file each: one that is not there is made
//   keys       names of the keys in use, each beginning with its algorithm; of an algorithm the first signs
//   port       on 127.0.0.1; 0 takes a free one
//   scopes     what clients may ask for, for any resource: it becomes the token's audience
//   clients    id -> {"algorithm": "RS256", "partner": "kcc"}; the secret is the id with "-secret"
//   tls        {"key": file, "certificate": file}, or absent for plain HTTP
// Writes its issuer, a line, when it listens, then the path of each request; ends when its input does.
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const input = fs.createReadStream(null, { fd: 0 });
const lines = (await import('node:readline')).createInterface({ input });
const settings = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);
input.on('close', () => process.exit(0));
const { default: Provider } = await import(
  pathToFileURL(path.resolve(process.argv[2], 'oidc-provider/lib/index.js')));

function key(name) {
  const file = path.join(settings.folder, `${name}.json`);
  if (!fs.existsSync(file)) {
    const pair = name.startsWith('RS256')
      ? crypto.generateKeyPairSync('rsa', { modulusLength: 2048 })
      : crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...pair.privateKey.export({ format: 'jwk' }), kid: name, use: 'sig', alg: name.slice(0, 5) };
    fs.writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  }
  return JSON.parse(fs.readFileSync(file));
}

const server = settings.tls
  ? https.createServer({ key: fs.readFileSync(settings.tls.key), cert: fs.readFileSync(settings.tls.certificate) })
  : http.createServer();
await new Promise((resolve, reject) => {
  server.once('error', reject);
  server.listen(settings.port, '127.0.0.1', resolve);
});
const issuer = `${settings.tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: settings.keys.map(key) },
  clients: Object.keys(settings.clients).map((id) => ({
    client_id: id,
    client_secret: `${id}-secret`,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    scope: settings.scopes,
  })),
  scopes: settings.scopes.split(' '),
  extraTokenClaims: (_context, token) => {
    const { partner } = settings.clients[token.clientId];
    return partner === undefined ? undefined : { partner };
  },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_context, resource, client) => ({
        scope: settings.scopes,
        audience: resource,
        accessTokenTTL: 600,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: settings.clients[client.clientId].algorithm } },
      }),
    },
  },
});
process.stdout.write(`${issuer}\n`);
const answer = provider.callback();
server.on('request', (request, response) => {
  process.stdout.write(`${request.url}\n`);
  answer(request, response);
});
