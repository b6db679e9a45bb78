// Plays the providers: aimock, and before it a relay that keeps what the gateway sent (aimock's own journal redacts and cuts).
// Says on which port, and ends with its standard input, which ends however the parent dies.
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { LLMock } from '@copilotkit/aimock';

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));

const mock = new LLMock({ port: 0, host: '127.0.0.1', auth: { apiKeys: [process.env.PROVIDER_KEY] } });
mock.loadFixtureFile(fileURLToPath(new URL('aimock-fixtures.json', import.meta.url)));
await mock.start();
const target = new URL(mock.url);
const received = [];

const relay = http.createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  if (request.url.startsWith('/received?')) {
    const marker = new URL(request.url, target).searchParams.get('marker');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(received.filter((entry) => entry.body.includes(marker))));
    return;
  }

  received.push({ path: request.url, body: body.toString() });
  const upstream = http.request(
    { host: target.hostname, port: target.port, path: request.url, method: request.method, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  upstream.end(body);
});
relay.listen(0, '127.0.0.1', () => console.log(`PORT ${relay.address().port}`));
