// What Ollama's client does with models on a disk: it needs the admin key, and shows progress.
import assert from 'node:assert/strict';
import { failureOf, run } from './checks.mjs';
import { createOllama } from './ollama-checks.mjs';

const admin = createOllama(process.env.ADMIN_KEY);

await run({
  async progress() {
    const parts = [];
    for await (const part of await admin.pull({ model: 'ollama/llama3:8b', stream: true })) parts.push(part);
    assert.deepEqual(parts.map((part) => part.status), ['pulling manifest', 'pulling 6a07', 'success']);
    assert.equal(parts[1].completed / parts[1].total, 0.25);
  },

  async whole() {
    assert.deepEqual(await admin.pull({ model: 'llama3:8b' }), { status: 'success' });
  },

  async failure() {
    for (const stream of [true, false]) {
      const error = await failureOf(() => admin.pull({ model: 'nope', stream }));
      assert.equal(error.status_code, 404, error.stack);
      assert.match(error.message, /file does not exist/);
    }
  },

  async failureOnTheWay() {
    const error = await failureOf(async () => {
      for await (const part of await admin.pull({ model: 'broken', stream: true })) assert.equal(part.status, 'pulling manifest');
    });
    assert.match(error.message, /no space left/);
  },

  async normalKey() {
    for (const ask of [(client) => client.pull({ model: 'llama3:8b' }), (client) => client.delete({ model: 'llama3:8b' })]) {
      const error = await failureOf(() => ask(createOllama()));
      assert.equal(error.status_code, 403, error.stack);
      assert.match(error.message, /management rights/);
    }
  },

  async delete() {
    assert.equal((await admin.delete({ model: 'ollama/llama3:8b' })).status, 'success');
  },
});
