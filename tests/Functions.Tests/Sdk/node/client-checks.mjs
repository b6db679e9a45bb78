// What the client itself does: errors, models, cancelling, and that streams are passed on while they run.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { createClient, failureOf, run } from './checks.mjs';

const client = createClient();
const messages = [{ role: 'user', content: 'Hi' }];
const held = (id, what, method) => fetch(`${process.env.PROVIDER_URL}held/${id}/${what}`, { method });
const providers = ['openai', 'anthropic', 'gemini', 'ollama', 'deepseek'];

await run({
  async wrongKey() {
    const stranger = createClient({ apiKey: 'not-a-key-of-this-gateway' });
    const error = await failureOf(() => stranger.chat.completions.create({ model: 'openai/text', messages }));
    assert.ok(error instanceof OpenAI.AuthenticationError, error.stack);
    assert.equal(error.code, 'invalid_api_key');
    assert.match(error.requestID, /.+/);
  },

  async unknownModel() {
    const error = await failureOf(() => client.chat.completions.create({ model: 'no-such-model', messages, stream: true }));
    assert.ok(error instanceof OpenAI.NotFoundError, error.stack);
    assert.equal(error.code, 'model_not_found');
    assert.equal(error.param, 'model');
  },

  async badRequest() {
    const error = await failureOf(() => client.chat.completions.create({ model: 'openai/text', messages, temperature: 'hot' }));
    assert.ok(error instanceof OpenAI.BadRequestError, error.stack);
    assert.equal(error.param, 'temperature');
    assert.equal(error.type, 'invalid_request_error');
  },

  async providerKeyRefused() {
    const error = await failureOf(() => client.chat.completions.create({ model: 'openai/error-401', messages }));
    assert.ok(error instanceof OpenAI.InternalServerError, 'The key of the app is right, so this is no 401: ' + error.stack);
  },

  async outOfQuota() {
    const error = await failureOf(() => client.chat.completions.create({ model: 'openai/error-429-quota', messages }));
    assert.ok(error instanceof OpenAI.RateLimitError, error.stack);
    assert.equal(error.code, 'insufficient_quota');
  },

  async modelsList() {
    const ids = [];
    for await (const model of client.models.list()) {
      assert.equal(model.object, 'model');
      ids.push(model.id);
    }

    assert.ok(ids.includes('gpt-4.1-mini') && ids.includes('claude-sonnet-4-6'), ids.join());
  },

  async modelsRetrieve() {
    assert.equal((await client.models.retrieve('claude-sonnet-4-6')).owned_by, 'anthropic');
    const error = await failureOf(() => client.models.retrieve('no-such/model'));
    assert.ok(error instanceof OpenAI.NotFoundError, error.stack);
  },

  async incremental() {
    for (const provider of providers) {
      const id = randomUUID();
      const stream = await client.chat.completions.create({ model: `${provider}/held-${id}`, messages, stream: true });
      const pieces = [];
      for await (const chunk of stream) {
        const text = chunk.choices[0]?.delta.content;
        if (!text) continue;
        pieces.push(text);
        // The provider sends the second only now.
        if (pieces.length === 1) await held(id, 'release', 'POST');
      }

      assert.deepEqual(pieces, ['one', ' two'], provider);
    }
  },

  async abort() {
    for (const provider of providers) {
      const id = randomUUID();
      const controller = new AbortController();
      const stream = await client.chat.completions.create({ model: `${provider}/held-${id}`, messages, stream: true }, { signal: controller.signal });
      for await (const chunk of stream) {
        if (chunk.choices[0]?.delta.content) controller.abort();
      }

      assert.equal((await held(id, 'cancelled', 'GET')).status, 200, `the work of ${provider} went on`);
    }
  },

  async leaveStream() {
    const id = randomUUID();
    const stream = await client.chat.completions.create({ model: `openai/held-${id}`, messages, stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) break;
    }

    assert.equal((await held(id, 'cancelled', 'GET')).status, 200, 'the work went on');
  },

  async errorInStream() {
    for (const model of ['openai/stream-error-object', 'anthropic/stream-error-after-text', 'ollama/stream-error', 'gemini/stream-cut', 'openai/stream-cut']) {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      const error = await failureOf(async () => {
        for await (const chunk of stream) assert.ok(chunk.choices, model);
      });
      assert.ok(error instanceof OpenAI.APIError, `${model}: ${error.stack}`);
    }
  },

  async reasoning() {
    const answer = await client.chat.completions.create({ model: 'openai/reasoning-content', messages });
    assert.ok(answer.choices[0].message.reasoning_content);
    assert.ok(answer.usage.completion_tokens_details.reasoning_tokens > 0);
  },
});
