// What an app does by OpenAI's Responses with any model: the same code for each, MODEL names it.
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { createClient, failureOf, run } from './checks.mjs';

const model = process.env.MODEL;
const client = createClient();
const greeting = 'Hello from the mock: grüße, 你好.';
const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'Tells the weather.',
  strict: false,
  parameters: { type: 'object', properties: { city: { type: 'string' }, unit: { type: 'string' } }, required: ['city'] },
};
const person = {
  type: 'json_schema',
  name: 'person',
  strict: true,
  schema: {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer' } },
    required: ['name', 'age'],
    additionalProperties: false,
  },
};
// A red square of one pixel.
const picture = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const callsOf = (response) => response.output.filter((item) => item.type === 'function_call');

await run({
  async create() {
    const response = await client.responses.create({ model, instructions: 'Be brief.', input: 'Say hello' });
    assert.equal(response.object, 'response');
    assert.equal(response.status, 'completed');
    assert.equal(response.output_text, greeting);
    assert.equal(response.error, null);
    if (response.usage) assert.equal(response.usage.total_tokens, response.usage.input_tokens + response.usage.output_tokens);
    assert.match(response._request_id, /.+/);
  },

  async stream() {
    const types = [];
    let text = '';
    let last;
    for await (const event of await client.responses.create({ model, input: 'Say hello', stream: true })) {
      assert.equal(event.sequence_number, types.length);
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
      last = event;
    }

    assert.equal(text, greeting);
    assert.ok(types.filter((type) => type === 'response.output_text.delta').length > 2);
    assert.deepEqual(types.slice(0, 4), ['response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added']);
    assert.equal(last.type, 'response.completed');
    assert.equal(last.response.output[0].content[0].text, greeting);
  },

  async streamHelper() {
    const deltas = [];
    const stream = client.responses.stream({ model, input: 'Say hello' }).on('response.output_text.delta', (event) => deltas.push(event.delta));
    const response = await stream.finalResponse();
    assert.equal(response.output_text, greeting);
    assert.equal(deltas.join(''), greeting);
  },

  async toolsSentBack() {
    const input = [{ role: 'user', content: 'How warm is it in Paris?' }];
    const first = await client.responses.create({ model, input, tools: [weather], tool_choice: 'auto', store: false });
    const [call] = callsOf(first);
    assert.equal(call.name, 'get_weather');
    assert.deepEqual(JSON.parse(call.arguments), { city: 'Paris', unit: '"C"' });

    input.push(...first.output, { type: 'function_call_output', call_id: call.call_id, output: '{"degrees":18}' });
    const second = await client.responses.create({ model, input, tools: [weather], store: false });
    assert.equal(second.output_text, 'It is 18 degrees in Paris.');
  },

  async toolsByPreviousResponse() {
    const first = await client.responses.create({ model, input: 'How warm is it in Paris?', tools: [weather] });
    const [call] = callsOf(first);
    const second = await client.responses.create({
      model,
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: call.call_id, output: [{ type: 'input_text', text: '{"degrees":18}' }] }],
      tools: [weather],
    });
    assert.equal(second.output_text, 'It is 18 degrees in Paris.');
    assert.equal(second.previous_response_id, first.id);
  },

  async streamedTools() {
    const response = await client.responses.stream({ model, input: 'How warm is it in both?', tools: [weather] }).finalResponse();
    const calls = callsOf(response);
    assert.deepEqual(calls.map((call) => [call.name, JSON.parse(call.arguments).city]), [['get_weather', 'Paris'], ['get_weather', 'Oslo']]);
    assert.equal(new Set(calls.map((call) => call.call_id)).size, 2);
    assert.ok(calls.every((call) => call.status === 'completed'));
  },

  async parse() {
    const response = await client.responses.parse({ model, input: 'Invent a person', text: { format: person } });
    assert.deepEqual(response.output_parsed, { name: 'Ada', age: 36 });
  },

  async streamedParse() {
    const response = await client.responses.stream({ model, input: 'Invent a person', text: { format: person } }).finalResponse();
    assert.deepEqual(response.output_parsed, { name: 'Ada', age: 36 });
  },

  async image() {
    const content = [{ type: 'input_text', text: 'What is in the picture?' }, { type: 'input_image', image_url: picture, detail: 'auto' }];
    const response = await client.responses.create({ model, input: [{ role: 'user', content }] });
    assert.equal(response.output_text, 'A red square.');
  },

  async rateLimit() {
    const error = await failureOf(() => client.responses.create({ model, input: 'Be overloaded' }));
    assert.ok(error instanceof OpenAI.RateLimitError, error.stack);
    assert.equal(error.code, 'rate_limit_exceeded');
    assert.equal(error.headers.get('retry-after'), '7');
    assert.match(error.message, /Slow down/);
  },

  async badRequest() {
    const error = await failureOf(() => client.responses.create({ model, input: 'Find it wrong', stream: true }));
    assert.ok(error instanceof OpenAI.BadRequestError, error.stack);
    assert.match(error.message, /temperature is too high/);
  },

  async providerFailure() {
    for (const stream of [false, true]) {
      const error = await failureOf(() => client.responses.create({ model, stream, input: 'Break down' }));
      assert.ok(error instanceof OpenAI.InternalServerError, error.stack);
      assert.equal(error.code, 'upstream_error');
    }
  },

  async cutStream() {
    let text = '';
    const types = [];
    const error = await failureOf(async () => {
      for await (const event of await client.responses.create({ model, stream: true, input: 'Say half of it' })) {
        types.push(event.type);
        if (event.type === 'response.output_text.delta') text += event.delta;
      }
    });
    assert.ok(error instanceof OpenAI.APIError, error.stack);
    assert.match(text, /^This sentence/);
    assert.equal(types.at(-1), 'response.failed');
    assert.ok(!types.includes('response.completed'));

    const helped = await failureOf(() => client.responses.stream({ model, input: 'Say half of it' }).finalResponse());
    assert.match(helped.message, /ended before the answer was complete/);
  },

  async kept() {
    const made = await client.responses.create({ model, input: 'Say hello', metadata: { a: 'b' } });
    const read = await client.responses.retrieve(made.id);
    assert.equal(read.output_text, greeting);
    assert.deepEqual(read.metadata, { a: 'b' });
    const items = [];
    for await (const item of client.responses.inputItems.list(made.id)) items.push(item);
    assert.deepEqual(items.map((item) => [item.type, item.role, item.content[0].text]), [['message', 'user', 'Say hello']]);

    await client.responses.delete(made.id);
    const error = await failureOf(() => client.responses.retrieve(made.id));
    assert.ok(error instanceof OpenAI.NotFoundError, error.stack);
  },
});
