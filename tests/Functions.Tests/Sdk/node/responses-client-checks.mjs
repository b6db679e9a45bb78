// What the client itself does with OpenAI's Responses: errors, conversations, cancelling, and that streams are passed on while they run.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { createClient, failureOf, run } from './checks.mjs';

const client = createClient();
const held = (id, what, method) => fetch(`${process.env.PROVIDER_URL}held/${id}/${what}`, { method });
const providers = ['openai', 'anthropic', 'gemini', 'ollama', 'deepseek'];

await run({
  async wrongKey() {
    const stranger = createClient({ apiKey: 'not-a-key-of-this-gateway' });
    const error = await failureOf(() => stranger.responses.create({ model: 'openai/text', input: 'Hi' }));
    assert.ok(error instanceof OpenAI.AuthenticationError, error.stack);
    assert.equal(error.code, 'invalid_api_key');
  },

  async unknownModel() {
    const error = await failureOf(() => client.responses.create({ model: 'no-such-model', input: 'Hi', stream: true }));
    assert.ok(error instanceof OpenAI.NotFoundError, error.stack);
    assert.equal(error.param, 'model');
  },

  async badRequest() {
    const error = await failureOf(() => client.responses.create({ model: 'openai/text', input: [{ role: 'user', content: [{ type: 'input_text' }] }] }));
    assert.ok(error instanceof OpenAI.BadRequestError, error.stack);
    assert.equal(error.param, 'input[0].content[0].text');
  },

  async builtInTool() {
    const error = await failureOf(() => client.responses.create({ model: 'openai/text', input: 'Hi', tools: [{ type: 'web_search' }] }));
    assert.ok(error instanceof OpenAI.BadRequestError, error.stack);
    assert.equal(error.code, 'unsupported_field');
    assert.match(error.message, /web_search/);
  },

  async unknownPrevious() {
    const error = await failureOf(() => client.responses.create({ model: 'openai/text', input: 'Hi', previous_response_id: 'resp_1' }));
    assert.ok(error instanceof OpenAI.BadRequestError, error.stack);
    assert.equal(error.code, 'previous_response_not_found');
  },

  async conversation() {
    let previous;
    for (const word of ['One', 'Two', 'Three']) {
      previous = await client.responses.create({ model: 'sandbox/echo', input: word, ...(previous && { previous_response_id: previous.id }) });
      assert.equal(previous.output_text, `You said: ${word}`);
    }

    const items = [];
    for await (const item of client.responses.inputItems.list(previous.id, { order: 'asc', limit: 2 })) items.push(item.content[0].text);
    assert.deepEqual(items, ['One', 'You said: One', 'Two', 'You said: Two', 'Three']);
  },

  async reference() {
    const first = await client.responses.create({ model: 'sandbox/echo', input: 'One' });
    const second = await client.responses.create({
      model: 'sandbox/echo',
      input: [{ role: 'user', content: 'One' }, { type: 'item_reference', id: first.output[0].id }, { role: 'user', content: 'Two' }],
    });
    assert.equal(second.output_text, 'You said: Two');
  },

  async notKept() {
    const made = await client.responses.create({ model: 'sandbox/echo', input: 'Hi', store: false });
    assert.equal(made.store, false);
    const error = await failureOf(() => client.responses.retrieve(made.id));
    assert.ok(error instanceof OpenAI.NotFoundError, error.stack);
  },

  async incomplete() {
    const made = await client.responses.create({ model: 'sandbox/echo', input: 'Hello there, you', max_output_tokens: 1 });
    assert.equal(made.status, 'incomplete');
    assert.equal(made.incomplete_details.reason, 'max_output_tokens');
  },

  async reasoning() {
    const made = await client.responses.create({ model: 'openai/reasoning-content', input: 'Hi', reasoning: { effort: 'low', summary: 'auto' } });
    assert.deepEqual(made.output.map((item) => item.type), ['reasoning', 'message']);
    assert.ok(made.output[0].summary[0].text);
    assert.ok(made.usage.output_tokens_details.reasoning_tokens > 0);
  },

  async incremental() {
    for (const provider of providers) {
      const id = randomUUID();
      const pieces = [];
      for await (const event of await client.responses.create({ model: `${provider}/held-${id}`, input: 'Hi', stream: true })) {
        if (event.type !== 'response.output_text.delta') continue;
        pieces.push(event.delta);
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
      const stream = await client.responses.create({ model: `${provider}/held-${id}`, input: 'Hi', stream: true }, { signal: controller.signal });
      for await (const event of stream) {
        if (event.type === 'response.output_text.delta') controller.abort();
      }

      assert.equal((await held(id, 'cancelled', 'GET')).status, 200, `the work of ${provider} went on`);
    }
  },

  async leaveStream() {
    const id = randomUUID();
    for await (const event of await client.responses.create({ model: `openai/held-${id}`, input: 'Hi', stream: true })) {
      if (event.type === 'response.output_text.delta') break;
    }

    assert.equal((await held(id, 'cancelled', 'GET')).status, 200, 'the work went on');
  },

  async errorInStream() {
    for (const model of ['openai/stream-error-object', 'anthropic/stream-error-after-text', 'ollama/stream-error', 'gemini/stream-cut', 'openai/stream-cut']) {
      const error = await failureOf(async () => {
        for await (const event of await client.responses.create({ model, input: 'Hi', stream: true })) assert.notEqual(event.type, 'response.completed', model);
      });
      assert.ok(error instanceof OpenAI.APIError, `${model}: ${error.stack}`);
    }
  },
});
