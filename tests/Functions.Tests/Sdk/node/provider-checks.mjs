// What an app does with any model: the same code for each, MODEL names it.
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { createClient, failureOf, run } from './checks.mjs';

const model = process.env.MODEL;
const client = createClient();
const ask = (content) => [{ role: 'user', content }];
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Tells the weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' }, unit: { type: 'string' } }, required: ['city'] },
  },
};
const person = {
  type: 'json_schema',
  json_schema: {
    name: 'person',
    strict: true,
    schema: {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer' } },
      required: ['name', 'age'],
      additionalProperties: false,
    },
  },
};
// A red square of one pixel.
const picture = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

await run({
  async chat() {
    const answer = await client.chat.completions.create({ model, messages: ask('Say hello') });
    assert.equal(answer.object, 'chat.completion');
    assert.equal(answer.choices[0].message.role, 'assistant');
    assert.equal(answer.choices[0].message.content, 'Hello from the mock: grüße, 你好.');
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.ok(answer.usage.total_tokens === answer.usage.prompt_tokens + answer.usage.completion_tokens);
    assert.match(answer._request_id, /.+/);
  },

  async stream() {
    const stream = await client.chat.completions.create({ model, messages: ask('Say hello'), stream: true, stream_options: { include_usage: true } });
    const pieces = [];
    const reasons = [];
    let usage;
    for await (const chunk of stream) {
      assert.equal(chunk.object, 'chat.completion.chunk');
      usage = chunk.usage ?? usage;
      for (const choice of chunk.choices) {
        if (choice.delta.content) pieces.push(choice.delta.content);
        if (choice.finish_reason) reasons.push(choice.finish_reason);
      }
    }

    assert.equal(pieces.join(''), 'Hello from the mock: grüße, 你好.');
    assert.ok(pieces.length > 2);
    assert.deepEqual(reasons, ['stop']);
    assert.ok(usage, 'usage was asked for');
  },

  async tools() {
    const messages = ask('How warm is it in Paris?');
    const first = await client.chat.completions.create({ model, messages, tools: [weather], tool_choice: 'auto' });
    assert.equal(first.choices[0].finish_reason, 'tool_calls');
    const [call] = first.choices[0].message.tool_calls;
    assert.equal(call.type, 'function');
    assert.equal(call.function.name, 'get_weather');
    assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Paris', unit: '"C"' });

    messages.push(first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: '{"degrees":18}' });
    const second = await client.chat.completions.create({ model, messages, tools: [weather] });
    assert.equal(second.choices[0].message.content, 'It is 18 degrees in Paris.');
    assert.equal(second.choices[0].finish_reason, 'stop');
  },

  async toolRunner() {
    const asked = [];
    const runner = client.chat.completions.runTools({
      model,
      stream: true,
      messages: ask('How warm is it in Paris?'),
      tools: [{ type: 'function', function: { ...weather.function, parse: JSON.parse, function: (given) => { asked.push(given.city); return '{"degrees":18}'; } } }],
    });
    assert.equal(await runner.finalContent(), 'It is 18 degrees in Paris.');
    assert.deepEqual(asked, ['Paris']);
  },

  async streamedTools() {
    const stream = client.chat.completions.stream({ model, messages: ask('How warm is it in both?'), tools: [weather] });
    const answer = await stream.finalChatCompletion();
    assert.equal(answer.choices[0].finish_reason, 'tool_calls');
    const calls = answer.choices[0].message.tool_calls;
    assert.deepEqual(calls.map((call) => [call.function.name, JSON.parse(call.function.arguments).city]), [['get_weather', 'Paris'], ['get_weather', 'Oslo']]);
    assert.equal(new Set(calls.map((call) => call.id)).size, 2);
  },

  async jsonSchema() {
    const answer = await client.chat.completions.parse({ model, messages: ask('Invent a person'), response_format: person });
    assert.deepEqual(JSON.parse(answer.choices[0].message.content), { name: 'Ada', age: 36 });
    assert.equal(answer.choices[0].message.refusal ?? null, null);
  },

  async streamedJsonSchema() {
    const answer = await client.chat.completions.stream({ model, messages: ask('Invent a person'), response_format: person }).finalContent();
    assert.deepEqual(JSON.parse(answer), { name: 'Ada', age: 36 });
  },

  async image() {
    const content = [{ type: 'text', text: 'What is in the picture?' }, { type: 'image_url', image_url: { url: picture } }];
    const answer = await client.chat.completions.create({ model, messages: ask(content) });
    assert.equal(answer.choices[0].message.content, 'A red square.');
  },

  async rateLimit() {
    const error = await failureOf(() => client.chat.completions.create({ model, messages: ask('Be overloaded') }));
    assert.ok(error instanceof OpenAI.RateLimitError, error.stack);
    assert.equal(error.status, 429);
    assert.equal(error.code, 'rate_limit_exceeded');
    assert.equal(error.headers.get('retry-after'), '7');
    assert.match(error.message, /Slow down/);
  },

  async badRequest() {
    const error = await failureOf(() => client.chat.completions.create({ model, messages: ask('Find it wrong') }));
    assert.ok(error instanceof OpenAI.BadRequestError, error.stack);
    assert.equal(error.type, 'invalid_request_error');
    assert.match(error.message, /temperature is too high/);
  },

  async providerFailure() {
    for (const stream of [false, true]) {
      const error = await failureOf(() => client.chat.completions.create({ model, stream, messages: ask('Break down') }));
      assert.ok(error instanceof OpenAI.InternalServerError, error.stack);
      assert.equal(error.code, 'upstream_error');
    }
  },

  async cutStream() {
    const stream = await client.chat.completions.create({ model, stream: true, messages: ask('Say half of it') });
    let text = '';
    const error = await failureOf(async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    });
    assert.ok(error instanceof OpenAI.APIError, error.stack);
    assert.match(text, /^This sentence/);
  },
});
