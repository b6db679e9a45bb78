// What an app that speaks Anthropic's dialect does with any model: the same code for each, MODEL names it.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { createAnthropicClient, failureOf, run } from './checks.mjs';

const model = process.env.MODEL;
const client = createAnthropicClient();
const ask = (content) => ({ model, max_tokens: 200, messages: [{ role: 'user', content }] });
const weather = {
  name: 'get_weather',
  description: 'Tells the weather.',
  input_schema: { type: 'object', properties: { city: { type: 'string' }, unit: { type: 'string' } }, required: ['city'] },
};
// A red square of one pixel.
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const textOf = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');

await run({
  async chat() {
    const answer = await client.messages.create({ ...ask('Say hello'), system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }] });
    assert.equal(answer.type, 'message');
    assert.equal(answer.role, 'assistant');
    assert.match(answer.id, /^msg_/);
    assert.equal(textOf(answer), 'Hello from the mock: grüße, 你好.');
    assert.equal(answer.stop_reason, 'end_turn');
    assert.equal(typeof answer.usage.input_tokens, 'number');
    assert.equal(typeof answer.usage.output_tokens, 'number');
    assert.match(answer._request_id, /.+/);
  },

  async stream() {
    const stream = await client.messages.create({ ...ask('Say hello'), stream: true });
    const types = [];
    let text = '';
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'content_block_delta') text += event.delta.text;
    }

    assert.equal(text, 'Hello from the mock: grüße, 你好.');
    assert.deepEqual(types.filter((type) => type !== 'content_block_delta'), ['message_start', 'content_block_start', 'content_block_stop', 'message_delta', 'message_stop']);
    assert.ok(types.filter((type) => type === 'content_block_delta').length > 2);
  },

  async streamHelper() {
    const message = await client.messages.stream(ask('Say hello')).finalMessage();
    assert.equal(textOf(message), 'Hello from the mock: grüße, 你好.');
    assert.equal(message.stop_reason, 'end_turn');
  },

  async tools() {
    const request = { ...ask('How warm is it in Paris?'), tools: [weather], tool_choice: { type: 'auto' } };
    const first = await client.messages.create(request);
    assert.equal(first.stop_reason, 'tool_use');
    const call = first.content.find((block) => block.type === 'tool_use');
    assert.equal(call.name, 'get_weather');
    assert.deepEqual(call.input, { city: 'Paris', unit: '"C"' });

    const second = await client.messages.create({
      ...request,
      messages: [
        ...request.messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: '{"degrees":18}' }] },
      ],
    });
    assert.equal(textOf(second), 'It is 18 degrees in Paris.');
    assert.equal(second.stop_reason, 'end_turn');
  },

  async streamedTools() {
    const message = await client.messages.stream({ ...ask('How warm is it in both?'), tools: [weather] }).finalMessage();
    assert.equal(message.stop_reason, 'tool_use');
    const calls = message.content.filter((block) => block.type === 'tool_use');
    assert.deepEqual(calls.map((call) => [call.name, call.input.city]), [['get_weather', 'Paris'], ['get_weather', 'Oslo']]);
    assert.equal(new Set(calls.map((call) => call.id)).size, 2);
  },

  async jsonSchema() {
    const schema = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name', 'age'], additionalProperties: false };
    const answer = await client.messages.create({ ...ask('Invent a person'), output_config: { format: { type: 'json_schema', schema } } });
    assert.deepEqual(JSON.parse(textOf(answer)), { name: 'Ada', age: 36 });
  },

  async image() {
    const answer = await client.messages.create(ask([
      { type: 'text', text: 'What is in the picture?' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture } },
    ]));
    assert.equal(textOf(answer), 'A red square.');
  },

  async rateLimit() {
    const error = await failureOf(() => client.messages.create(ask('Be overloaded')));
    assert.ok(error instanceof Anthropic.RateLimitError, error.stack);
    assert.equal(error.type, 'rate_limit_error');
    assert.equal(error.headers.get('retry-after'), '7');
    assert.match(error.message, /Slow down/);
    assert.equal(error.error.request_id, error.requestID);
  },

  async badRequest() {
    const error = await failureOf(() => client.messages.create(ask('Find it wrong')));
    assert.ok(error instanceof Anthropic.BadRequestError, error.stack);
    assert.equal(error.type, 'invalid_request_error');
    assert.match(error.message, /temperature is too high/);
  },

  async providerFailure() {
    for (const stream of [false, true]) {
      const error = await failureOf(() => client.messages.create({ ...ask('Break down'), stream }));
      assert.ok(error instanceof Anthropic.InternalServerError, error.stack);
      assert.equal(error.type, 'api_error');
    }
  },

  async cutStream() {
    const stream = await client.messages.create({ ...ask('Say half of it'), stream: true });
    let text = '';
    const types = [];
    const error = await failureOf(async () => {
      for await (const event of stream) {
        types.push(event.type);
        if (event.type === 'content_block_delta') text += event.delta.text;
      }
    });
    assert.ok(error instanceof Anthropic.APIError, error.stack);
    assert.match(text, /^This sentence/);
    assert.ok(!types.includes('message_stop') && !types.includes('message_delta'), types.join());
  },
});
