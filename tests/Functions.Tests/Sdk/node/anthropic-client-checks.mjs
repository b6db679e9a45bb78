// What Anthropic's client itself does: errors, counting, thinking, cancelling, and that streams are passed on while they run.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import { createAnthropicClient, failureOf, run } from './checks.mjs';

const client = createAnthropicClient();
const messages = [{ role: 'user', content: 'Hi' }];
const held = (id, what, method) => fetch(`${process.env.PROVIDER_URL}held/${id}/${what}`, { method });
const providers = ['openai', 'anthropic', 'gemini', 'ollama'];
const isText = (event) => event.type === 'content_block_delta' && event.delta.type === 'text_delta' && event.delta.text;

await run({
  async wrongKey() {
    const stranger = createAnthropicClient({ apiKey: 'not-a-key-of-this-gateway' });
    const error = await failureOf(() => stranger.messages.create({ model: 'openai/text', max_tokens: 10, messages }));
    assert.ok(error instanceof Anthropic.AuthenticationError, error.stack);
    assert.equal(error.type, 'authentication_error');
  },

  async bearerToken() {
    const bearer = new Anthropic({ baseURL: new URL(process.env.GATEWAY_URL).origin, apiKey: null, authToken: process.env.GATEWAY_KEY, maxRetries: 0 });
    assert.equal((await bearer.messages.create({ model: 'sandbox/echo', max_tokens: 10, messages })).content[0].text, 'You said: Hi');
  },

  async unknownModel() {
    const error = await failureOf(() => client.messages.create({ model: 'no-such-model', max_tokens: 10, messages, stream: true }));
    assert.ok(error instanceof Anthropic.NotFoundError, error.stack);
    assert.equal(error.type, 'not_found_error');
  },

  async badRequest() {
    const error = await failureOf(() => client.messages.create({ model: 'openai/text', max_tokens: 'many', messages }));
    assert.ok(error instanceof Anthropic.BadRequestError, error.stack);
    assert.equal(error.type, 'invalid_request_error');
    assert.match(error.message, /max_tokens/);
  },

  async serverToolElsewhere() {
    const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
    const error = await failureOf(() => client.messages.create({ model: 'sandbox/echo', max_tokens: 10, messages, tools }));
    assert.ok(error instanceof Anthropic.BadRequestError, error.stack);
    assert.match(error.message, /web_search_20250305/);
  },

  async sandbox() {
    const { data, response } = await client.messages.create({
      model: 'sandbox/echo', max_tokens: 10, top_k: 3, messages, system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }],
    }).withResponse();
    assert.equal(data.content[0].text, 'You said: Hi');
    assert.match(response.headers.get('x-llm-dropped'), /cache_control/);
  },

  async sandboxStream() {
    const message = await client.messages.stream({ model: 'sandbox/echo', max_tokens: 10, messages, sandbox: { reasoning_tokens: 3 } }).finalMessage();
    assert.deepEqual(message.content.map((block) => block.type), ['thinking', 'text']);
    assert.equal(message.content[1].text, 'You said: Hi');
    assert.equal(message.usage.output_tokens_details.thinking_tokens, 3);
  },

  async countTokens() {
    const count = await client.messages.countTokens({ model: 'sandbox/echo', messages });
    assert.ok(count.input_tokens > 0);
  },

  async incremental() {
    for (const provider of providers) {
      const id = randomUUID();
      const stream = await client.messages.create({ model: `${provider}/held-${id}`, max_tokens: 10, messages, stream: true });
      const pieces = [];
      for await (const event of stream) {
        if (!isText(event)) continue;
        pieces.push(event.delta.text);
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
      const stream = await client.messages.create({ model: `${provider}/held-${id}`, max_tokens: 10, messages, stream: true }, { signal: controller.signal });
      for await (const event of stream) {
        if (isText(event)) controller.abort();
      }

      assert.equal((await held(id, 'cancelled', 'GET')).status, 200, `the work of ${provider} went on`);
    }
  },

  async errorInStream() {
    for (const model of ['openai/stream-error-object', 'anthropic/stream-error-after-text', 'ollama/stream-error', 'gemini/stream-cut', 'openai/stream-cut']) {
      const stream = await client.messages.create({ model, max_tokens: 10, messages, stream: true });
      const types = [];
      const error = await failureOf(async () => {
        for await (const event of stream) types.push(event.type);
      });
      assert.ok(error instanceof Anthropic.APIError, `${model}: ${error.stack}`);
      assert.ok(!types.includes('message_stop'), model);
    }
  },
});
