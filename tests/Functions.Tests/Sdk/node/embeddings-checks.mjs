// The three npm clients that embed, against models of every dialect that has embeddings.
import assert from 'node:assert/strict';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { createClient, failureOf, run } from './checks.mjs';
import { createOllama } from './ollama-checks.mjs';

const client = createClient();
const ollama = createOllama();
const google = new GoogleGenAI({ apiKey: process.env.GATEWAY_KEY, httpOptions: { baseUrl: new URL(process.env.GATEWAY_URL).origin } });

// "deepseek" plays a provider that sends numbers, whatever it is asked for.
const models = ['openai/vectors', 'deepseek/numbers', 'gemini/vectors', 'ollama/vectors'];
const texts = ['one', 'three'];
const vectors = [[0, 3, 0.1, -1e-20], [1, 5, 0.1, -1e-20]].map((vector) => vector.map(Math.fround));
const exactly = (got, expected, model) => assert.deepEqual(got.map((vector) => vector.map(Math.fround)), expected, model);

await run({
  async openai() {
    for (const model of models) {
      // Without a format, the client asks for base64 and decodes it.
      const answer = await client.embeddings.create({ model, input: texts });
      exactly(answer.data.map((item) => item.embedding), vectors, model);
      assert.deepEqual(answer.data.map((item) => item.index), [0, 1], model);
      assert.deepEqual(answer.usage, { prompt_tokens: 7, total_tokens: 7 }, model);
    }
  },

  async openaiNumbers() {
    for (const model of models) {
      const answer = await client.embeddings.create({ model, input: 'three', dimensions: 3, encoding_format: 'float' });
      exactly(answer.data.map((item) => item.embedding), [[0, 5, Math.fround(0.1)]], model);
    }
  },

  async openaiBase64() {
    for (const model of models) {
      const answer = await client.embeddings.create({ model, input: 'three', dimensions: 2, encoding_format: 'base64' });
      // 0 and 5 as little-endian floats.
      assert.equal(answer.data[0].embedding, 'AAAAAAAAoEA=', model);
    }
  },

  async openaiErrors() {
    const unsupported = await failureOf(() => client.embeddings.create({ model: 'anthropic/any', input: 'Hi' }));
    assert.ok(unsupported instanceof OpenAI.BadRequestError, unsupported.stack);
    assert.match(unsupported.message, /'anthropic' does not make embeddings/);
    const tokens = await failureOf(() => client.embeddings.create({ model: 'gemini/vectors', input: [1, 2] }));
    assert.equal(tokens.param, 'input');
    const chat = await failureOf(() => client.embeddings.create({ model: 'gpt-4.1-mini', input: 'Hi' }));
    assert.match(chat.message, /'gpt-4.1-mini' does not make embeddings/);
    const unknown = await failureOf(() => client.embeddings.create({ model: 'no-such-model', input: 'Hi' }));
    assert.ok(unknown instanceof OpenAI.NotFoundError, unknown.stack);
    const stranger = await failureOf(() => createClient({ apiKey: 'not-a-key-of-this-gateway' }).embeddings.create({ model: 'openai/vectors', input: 'Hi' }));
    assert.ok(stranger instanceof OpenAI.AuthenticationError, stranger.stack);
  },

  async sandbox() {
    const answer = await client.embeddings.create({ model: 'sandbox/embed', input: ['a red house', 'a red house', 'cheese'], dimensions: 32 });
    const [one, same, other] = answer.data.map((item) => item.embedding);
    assert.equal(one.length, 32);
    assert.deepEqual(one, same);
    assert.notDeepEqual(one, other);
  },

  async ollama() {
    for (const model of models) {
      const answer = await ollama.embed({ model, input: texts });
      exactly(answer.embeddings, vectors, model);
      assert.equal(answer.prompt_eval_count, 7, model);
      exactly((await ollama.embed({ model, input: 'three', dimensions: 2, truncate: true, keep_alive: '5m', options: { num_ctx: 9 } })).embeddings, [[0, 5]], model);
    }
  },

  async ollamaOlder() {
    for (const model of models) {
      exactly([(await ollama.embeddings({ model, prompt: 'three' })).embedding], [vectors[1].with(0, 0)], model);
    }
  },

  async ollamaErrors() {
    const error = await failureOf(() => ollama.embed({ model: 'anthropic/any', input: 'Hi' }));
    assert.equal(error.status_code, 400, error.stack);
    assert.match(error.message, /does not make embeddings/);
    const wrong = await failureOf(() => ollama.embed({ model: 'openai/vectors', input: [7] }));
    assert.match(wrong.message, /'input\[0\]' must be a string/);
  },

  async google() {
    for (const model of models) {
      const answer = await google.models.embedContent({ model, contents: texts, config: { outputDimensionality: 3, taskType: 'RETRIEVAL_QUERY' } });
      exactly(answer.embeddings.map((item) => item.values), vectors.map((vector) => vector.slice(0, 3)), model);
    }
  },

  async googleErrors() {
    const error = await failureOf(() => google.models.embedContent({ model: 'anthropic/any', contents: 'Hi' }));
    assert.equal(error.status, 400, error.stack);
    assert.match(error.message, /does not make embeddings/);
  },
});
