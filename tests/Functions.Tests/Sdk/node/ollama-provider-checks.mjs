// What a program does with any model: the same code for each, MODEL names it.
import assert from 'node:assert/strict';
import { failureOf, run } from './checks.mjs';
import { collect, createOllama } from './ollama-checks.mjs';

const model = process.env.MODEL;
const ollama = createOllama();
const ask = (content, more = {}) => [{ role: 'user', content, ...more }];
const greeting = 'Hello from the mock: grüße, 你好.';
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Tells the weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' }, unit: { type: 'string' } }, required: ['city'] },
  },
};
const person = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name', 'age'], additionalProperties: false };
// A red square of one pixel.
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
// aimock's Ollama counts nothing and names no reason for the end of some answers; what it says is passed on as it is.
const isOllama = model.startsWith('ollama/');

function assertEnd(answer) {
  assert.equal(answer.done, true);
  assert.ok(!Number.isNaN(Date.parse(answer.created_at)), answer.created_at);
  if (isOllama) return;
  assert.equal(answer.done_reason, 'stop');
  assert.ok(answer.total_duration > 0);
  assert.equal(answer.total_duration, answer.prompt_eval_duration + answer.eval_duration);
}

await run({
  async chat() {
    const answer = await ollama.chat({ model, messages: ask('Say hello'), options: { temperature: 0.5, num_ctx: 4096 }, keep_alive: '5m' });
    assert.equal(answer.message.role, 'assistant');
    assert.equal(answer.message.content, greeting);
    assertEnd(answer);
    if (!isOllama) assert.deepEqual([answer.prompt_eval_count, answer.eval_count], [11, 7]);
  },

  async stream() {
    const answer = await collect(await ollama.chat({ model, messages: ask('Say hello'), stream: true }));
    assert.equal(answer.text, greeting);
    assert.ok(answer.pieces.length > 2);
    assertEnd(answer.last);
  },

  async generate() {
    const answer = await ollama.generate({ model, prompt: 'Say hello', system: 'Be brief.' });
    assert.equal(answer.response, greeting);
    assert.equal(answer.done, true);
  },

  async streamedGenerate() {
    const answer = await collect(await ollama.generate({ model, prompt: 'Say hello', stream: true }));
    assert.equal(answer.text, greeting);
    assert.ok(answer.pieces.length > 2);
    assert.equal(answer.last.done, true);
  },

  async tools() {
    const messages = ask('How warm is it in Paris?');
    const first = await ollama.chat({ model, messages, tools: [weather] });
    const [call] = first.message.tool_calls;
    assert.equal(call.function.name, 'get_weather');
    assert.deepEqual(call.function.arguments, { city: 'Paris', unit: '"C"' });

    messages.push(first.message, { role: 'tool', tool_name: call.function.name, content: '{"degrees":18}' });
    const second = await ollama.chat({ model, messages, tools: [weather] });
    assert.equal(second.message.content, 'It is 18 degrees in Paris.');
    assertEnd(second);
  },

  async streamedTools() {
    const answer = await collect(await ollama.chat({ model, messages: ask('How warm is it in both?'), tools: [weather], stream: true }));
    assert.deepEqual(answer.calls.map((call) => [call.function.name, call.function.arguments.city]), [['get_weather', 'Paris'], ['get_weather', 'Oslo']]);
    assertEnd(answer.last);
  },

  async jsonSchema() {
    const answer = await ollama.chat({ model, messages: ask('Invent a person'), format: person });
    assert.deepEqual(JSON.parse(answer.message.content), { name: 'Ada', age: 36 });
  },

  async json() {
    const answer = await ollama.generate({ model, prompt: 'Invent a person. Answer in JSON.', format: 'json' });
    assert.deepEqual(JSON.parse(answer.response), { name: 'Ada', age: 36 });
  },

  async image() {
    const answer = await ollama.chat({ model, messages: ask('What is in the picture?', { images: [new Uint8Array(picture)] }) });
    assert.equal(answer.message.content, 'A red square.');
  },

  async rateLimit() {
    const error = await failureOf(() => ollama.chat({ model, messages: ask('Be overloaded') }));
    assert.equal(error.status_code, 429, error.stack);
    assert.match(error.message, /Slow down/);
  },

  async badRequest() {
    const error = await failureOf(() => ollama.generate({ model, prompt: 'Find it wrong', stream: true }));
    assert.equal(error.status_code, 400, error.stack);
    assert.match(error.message, /temperature is too high/);
  },

  async providerFailure() {
    for (const stream of [false, true]) {
      const error = await failureOf(() => ollama.chat({ model, stream, messages: ask('Break down') }));
      assert.equal(error.status_code, 502, error.stack);
    }
  },

  async cutStream() {
    const stream = await ollama.chat({ model, stream: true, messages: ask('Say half of it') });
    let text = '';
    const error = await failureOf(async () => {
      for await (const part of stream) {
        text += part.message.content;
        assert.equal(part.done, false);
      }
    });
    assert.match(error.message, /ended before the answer was complete/);
    assert.match(text, /^This sentence/);
  },
});
