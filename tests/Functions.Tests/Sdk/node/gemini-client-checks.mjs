// What Google's client itself does: errors, models, cancelling, and that streams are passed on while they run.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ApiError, GoogleGenAI } from '@google/genai';
import { failureOf, run } from './checks.mjs';

const baseUrl = new URL(process.env.GATEWAY_URL).origin;
const make = (options = {}, httpOptions = {}) => new GoogleGenAI({ apiKey: process.env.GATEWAY_KEY, httpOptions: { baseUrl, ...httpOptions }, ...options });
const client = make();
const held = (id, what, method) => fetch(`${process.env.PROVIDER_URL}held/${id}/${what}`, { method });
const providers = ['openai', 'anthropic', 'gemini', 'ollama', 'deepseek'];

await run({
  async wrongKey() {
    const error = await failureOf(() => make({ apiKey: 'not-a-key-of-this-gateway' }).models.generateContent({ model: 'openai/text', contents: 'Hi' }));
    assert.ok(error instanceof ApiError, error.stack);
    assert.equal(error.status, 401);
    assert.match(error.message, /UNAUTHENTICATED/);
  },

  async unknownModel() {
    const error = await failureOf(() => client.models.generateContentStream({ model: 'no-such-model', contents: 'Hi' }));
    assert.equal(error.status, 404);
    assert.match(error.message, /NOT_FOUND/);
  },

  async badRequest() {
    const error = await failureOf(() => client.models.generateContent({ model: 'openai/text', contents: 'Hi', config: { temperature: 'hot' } }));
    assert.equal(error.status, 400);
    assert.match(error.message, /generationConfig\.temperature/);
  },

  async googleToolOfAnotherProvider() {
    const error = await failureOf(() => client.models.generateContent({ model: 'openai/text', contents: 'Hi', config: { tools: [{ googleSearch: {} }] } }));
    assert.equal(error.status, 400);
    assert.match(error.message, /googleSearch/);
  },

  async bothVersions() {
    for (const apiVersion of ['v1', 'v1beta']) {
      const answer = await make({}, { apiVersion }).models.generateContent({ model: 'sandbox/echo', contents: 'Hi' });
      assert.ok(answer.text, apiVersion);
    }
  },

  async modelsList() {
    for (const apiVersion of ['v1', 'v1beta']) {
      const names = [];
      for await (const model of await make({}, { apiVersion }).models.list({ config: { pageSize: 20 } })) names.push(model.name);
      assert.ok(names.length > 20);
      assert.equal(new Set(names).size, names.length);
      assert.ok(names.includes('models/gpt-4.1-mini') && names.includes('models/claude-sonnet-4-6'), names.join());
    }
  },

  async modelsGet() {
    const model = await client.models.get({ model: 'claude-sonnet-4-6' });
    assert.equal(model.name, 'models/claude-sonnet-4-6');
    assert.ok(model.supportedActions.includes('generateContent'));
    const error = await failureOf(() => client.models.get({ model: 'no-such/model' }));
    assert.equal(error.status, 404);
  },

  async countTokens() {
    const count = await client.models.countTokens({ model: 'gpt-4.1-mini', contents: 'How many tokens may this be?' });
    assert.ok(count.totalTokens > 4 && count.totalTokens < 20, String(count.totalTokens));
  },

  async incremental() {
    for (const provider of providers) {
      const id = randomUUID();
      const pieces = [];
      for await (const event of await client.models.generateContentStream({ model: `${provider}/held-${id}`, contents: 'Hi' })) {
        if (!event.text) continue;
        pieces.push(event.text);
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
      await failureOf(async () => {
        const config = { abortSignal: controller.signal };
        for await (const event of await client.models.generateContentStream({ model: `${provider}/held-${id}`, contents: 'Hi', config })) {
          if (event.text) controller.abort();
        }
      });
      assert.equal((await held(id, 'cancelled', 'GET')).status, 200, `the work of ${provider} went on`);
    }
  },

  async errorInStream() {
    for (const model of ['openai/stream-error-object', 'anthropic/stream-error-after-text', 'ollama/stream-error', 'gemini/stream-cut', 'openai/stream-cut']) {
      const error = await failureOf(async () => {
        for await (const event of await client.models.generateContentStream({ model, contents: 'Hi' })) assert.ok(event.candidates, model);
      });
      assert.ok(error instanceof ApiError, `${model}: ${error.stack}`);
    }
  },

  async thoughts() {
    const shown = await client.models.generateContent({ model: 'openai/reasoning-content', contents: 'Hi', config: { thinkingConfig: { includeThoughts: true } } });
    assert.ok(shown.candidates[0].content.parts.some((part) => part.thought && part.text));
    assert.ok(shown.usageMetadata.thoughtsTokenCount > 0);
    const hidden = await client.models.generateContent({ model: 'openai/reasoning-content', contents: 'Hi' });
    assert.ok(hidden.candidates[0].content.parts.every((part) => !part.thought));
    assert.equal(hidden.text, shown.text);
  },
});
