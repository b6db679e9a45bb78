// What the client itself does: errors, models, cancelling, and that streams are passed on while they run.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { failureOf, run } from './checks.mjs';
import { collect, createOllama } from './ollama-checks.mjs';

const ollama = createOllama();
const messages = [{ role: 'user', content: 'Hi' }];
const held = (id, what, method) => fetch(`${process.env.PROVIDER_URL}held/${id}/${what}`, { method });
const providers = ['openai', 'anthropic', 'gemini', 'ollama', 'deepseek'];

await run({
  async wrongKey() {
    for (const ask of [(client) => client.chat({ model: 'openai/text', messages }), (client) => client.list(), (client) => client.ps()]) {
      const error = await failureOf(() => ask(createOllama('not-a-key-of-this-gateway')));
      assert.equal(error.status_code, 401, error.stack);
      assert.match(error.message, /key is not valid/);
    }
  },

  async unknownModel() {
    for (const ask of [() => ollama.chat({ model: 'no-such-model', messages, stream: true }), () => ollama.show({ model: 'no-such-model' }), () => ollama.generate({ model: 'no-such-model', prompt: '' })]) {
      const error = await failureOf(ask);
      assert.equal(error.status_code, 404, error.stack);
      assert.match(error.message, /no-such-model/);
    }
  },

  async badRequest() {
    const error = await failureOf(() => ollama.chat({ model: 'openai/text', messages, options: { temperature: 'hot' } }));
    assert.equal(error.status_code, 400, error.stack);
    assert.match(error.message, /'options.temperature' must be a number/);
  },

  async refusedField() {
    const error = await failureOf(() => ollama.generate({ model: 'openai/text', prompt: 'Hi', raw: true }));
    assert.equal(error.status_code, 400, error.stack);
    assert.match(error.message, /'raw' is not supported/);
  },

  async list() {
    const { models } = await ollama.list();
    const names = models.map((model) => model.name);
    assert.ok(names.includes('gpt-4.1-mini') && names.includes('claude-sonnet-4-6'), names.join());
    assert.ok(models.every((model) => model.model === model.name && /^[0-9a-f]{64}$/.test(model.digest) && model.details));
  },

  async show() {
    for (const model of ['gpt-4.1-mini', 'gpt-4.1-mini:latest']) {
      const shown = await ollama.show({ model });
      assert.ok(shown.capabilities.includes('completion') && shown.capabilities.includes('tools'), shown.capabilities.join());
      const architecture = shown.model_info['general.architecture'];
      assert.ok(shown.model_info[`${architecture}.context_length`] > 100_000);
    }
  },

  async ps() {
    assert.deepEqual(await ollama.ps(), { models: [] });
  },

  async version() {
    assert.match((await createOllama('').version()).version, /^\d+\.\d+\.\d+$/);
  },

  async load() {
    assert.equal((await ollama.generate({ model: 'gpt-4.1-mini', prompt: '' })).done_reason, 'load');
    const answer = await ollama.chat({ model: 'gpt-4.1-mini', messages: [], keep_alive: 0, stream: true });
    assert.equal((await collect(answer)).last.done_reason, 'unload');
  },

  async sandbox() {
    const answer = await ollama.chat({ model: 'sandbox/echo:latest', messages });
    assert.equal(answer.message.content, 'You said: Hi');
    assert.ok(answer.eval_count > 0);
    assert.equal((await collect(await ollama.generate({ model: 'sandbox/echo', prompt: 'Hi', stream: true }))).text, 'You said: Hi');
  },

  async incremental() {
    for (const provider of providers) {
      const id = randomUUID();
      const stream = await ollama.chat({ model: `${provider}/held-${id}`, messages, stream: true });
      const pieces = [];
      for await (const part of stream) {
        if (!part.message.content) continue;
        pieces.push(part.message.content);
        // The provider sends the second only now.
        if (pieces.length === 1) await held(id, 'release', 'POST');
      }

      assert.deepEqual(pieces, ['one', ' two'], provider);
    }
  },

  async abort() {
    for (const provider of providers) {
      const id = randomUUID();
      const stream = await ollama.chat({ model: `${provider}/held-${id}`, messages, stream: true });
      const error = await failureOf(async () => {
        for await (const part of stream) {
          if (part.message.content) stream.abort();
        }
      });
      assert.equal(error.name, 'AbortError', error.stack);
      assert.equal((await held(id, 'cancelled', 'GET')).status, 200, `the work of ${provider} went on`);
    }
  },

  async errorInStream() {
    for (const model of ['openai/stream-error-object', 'anthropic/stream-error-after-text', 'ollama/stream-error', 'gemini/stream-cut', 'openai/stream-cut']) {
      const stream = await ollama.chat({ model, messages, stream: true });
      const error = await failureOf(async () => {
        for await (const part of stream) assert.equal(part.done, false, model);
      });
      assert.doesNotMatch(error.message, /Did not receive done/, `${model}: ${error.stack}`);
      assert.notEqual(error.code, 'ERR_ASSERTION', error.stack);
    }
  },

  async thinking() {
    const answer = await ollama.chat({ model: 'openai/reasoning-content', messages, think: true });
    assert.ok(answer.message.thinking);
    assert.ok(answer.message.content);
  },
});
