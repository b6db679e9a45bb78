// What an app does with any model through Google's client: the same code for each, MODEL names it.
import assert from 'node:assert/strict';
import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai';
import { failureOf, run } from './checks.mjs';

const model = process.env.MODEL;
const client = new GoogleGenAI({ apiKey: process.env.GATEWAY_KEY, httpOptions: { baseUrl: new URL(process.env.GATEWAY_URL).origin } });
const parametersJsonSchema = { type: 'object', properties: { city: { type: 'string' }, unit: { type: 'string' } }, required: ['city'] };
const tools = [{ functionDeclarations: [{ name: 'get_weather', description: 'Tells the weather.', parametersJsonSchema }] }];
// A red square of one pixel.
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

await run({
  async chat() {
    const answer = await client.models.generateContent({ model, contents: 'Say hello', config: { systemInstruction: 'Be brief.', temperature: 0.5 } });
    assert.equal(answer.text, 'Hello from the mock: grüße, 你好.');
    assert.equal(answer.candidates[0].finishReason, 'STOP');
    assert.equal(answer.candidates[0].content.role, 'model');
    assert.ok(answer.usageMetadata.totalTokenCount >= 0);
  },

  async stream() {
    const pieces = [];
    const reasons = [];
    let usage;
    for await (const event of await client.models.generateContentStream({ model, contents: 'Say hello' })) {
      pieces.push(event.text);
      if (event.candidates?.[0].finishReason) reasons.push(event.candidates[0].finishReason);
      usage = event.usageMetadata ?? usage;
    }

    assert.equal(pieces.join(''), 'Hello from the mock: grüße, 你好.');
    assert.ok(pieces.length > 2);
    assert.deepEqual(reasons, ['STOP']);
    assert.ok(usage, 'the last event has the usage');
  },

  async chatSession() {
    const session = client.chats.create({ model });
    for (let turn = 0; turn < 2; turn++) {
      let text = '';
      for await (const event of await session.sendMessageStream({ message: 'Say hello' })) text += event.text;
      assert.equal(text, 'Hello from the mock: grüße, 你好.');
    }

    assert.deepEqual([...new Set(session.getHistory().map((content) => content.role))], ['user', 'model']);
  },

  async tools() {
    const contents = [{ role: 'user', parts: [{ text: 'How warm is it in Paris?' }] }];
    const first = await client.models.generateContent({ model, contents, config: { tools } });
    assert.equal(first.functionCalls.length, 1);
    const [call] = first.functionCalls;
    assert.equal(call.name, 'get_weather');
    assert.deepEqual(call.args, { city: 'Paris', unit: '"C"' });

    const response = { degrees: 18 };
    contents.push(first.candidates[0].content, { role: 'user', parts: [{ functionResponse: { id: call.id, name: call.name, response } }] });
    assert.equal((await client.models.generateContent({ model, contents, config: { tools } })).text, 'It is 18 degrees in Paris.');
  },

  async toolsWithoutIds() {
    const contents = [
      { role: 'user', parts: [{ text: 'How warm is it in Paris?' }] },
      { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: { city: 'Paris' } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: { degrees: 18 } } }] },
    ];
    assert.equal((await client.models.generateContent({ model, contents, config: { tools } })).text, 'It is 18 degrees in Paris.');
  },

  async automaticTools() {
    const asked = [];
    const callable = {
      tool: async () => tools[0],
      callTool: async (calls) => calls.map((call) => {
        asked.push(call.args.city);
        return { functionResponse: { id: call.id, name: call.name, response: { degrees: 18 } } };
      }),
    };
    const answer = await client.models.generateContent({ model, contents: 'How warm is it in Paris?', config: { tools: [callable] } });
    assert.equal(answer.text, 'It is 18 degrees in Paris.');
    assert.deepEqual(asked, ['Paris']);
  },

  async streamedTools() {
    const config = { tools, toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.AUTO } } };
    const calls = [];
    for await (const event of await client.models.generateContentStream({ model, contents: 'How warm is it in both?', config })) {
      calls.push(...(event.functionCalls ?? []));
    }

    assert.deepEqual(calls.map((call) => [call.name, call.args.city]), [['get_weather', 'Paris'], ['get_weather', 'Oslo']]);
  },

  async jsonSchema() {
    const responseSchema = { type: 'OBJECT', properties: { name: { type: 'STRING' }, age: { type: 'INTEGER' } }, required: ['name', 'age'] };
    const config = { responseMimeType: 'application/json', responseSchema };
    const answer = await client.models.generateContent({ model, contents: 'Invent a person', config });
    assert.deepEqual(JSON.parse(answer.text), { name: 'Ada', age: 36 });
  },

  async image() {
    const contents = [{ text: 'What is in the picture?' }, { inlineData: { mimeType: 'image/png', data: picture } }];
    assert.equal((await client.models.generateContent({ model, contents })).text, 'A red square.');
  },

  async rateLimit() {
    const error = await failureOf(() => client.models.generateContent({ model, contents: 'Be overloaded' }));
    assert.ok(error instanceof ApiError, error.stack);
    assert.equal(error.status, 429);
    assert.match(error.message, /RESOURCE_EXHAUSTED/);
    assert.match(error.message, /Slow down/);
  },

  async badRequest() {
    const error = await failureOf(() => client.models.generateContentStream({ model, contents: 'Find it wrong' }));
    assert.ok(error instanceof ApiError, error.stack);
    assert.equal(error.status, 400);
    assert.match(error.message, /temperature is too high/);
  },

  async providerFailure() {
    const error = await failureOf(() => client.models.generateContent({ model, contents: 'Break down' }));
    assert.ok(error instanceof ApiError, error.stack);
    assert.equal(error.status, 502);
  },

  async cutStream() {
    let text = '';
    let last;
    const error = await failureOf(async () => {
      for await (const event of await client.models.generateContentStream({ model, contents: 'Say half of it' })) {
        text += event.text ?? '';
        last = event.candidates?.[0].finishReason ?? last;
      }
    });
    assert.ok(error instanceof ApiError, error.stack);
    assert.equal(error.status, 502);
    assert.match(text, /^This sentence/);
    assert.equal(last, undefined);
  },
});
