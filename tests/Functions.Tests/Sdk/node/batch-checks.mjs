// The npm client with files and batches, from the upload to the output.
import assert from 'node:assert/strict';
import OpenAI, { toFile } from 'openai';
import { createClient, failureOf, run } from './checks.mjs';

const client = createClient();
const line = (id, model = 'sandbox/echo') => JSON.stringify({
  custom_id: id, method: 'POST', url: '/v1/chat/completions', body: { model, messages: [{ role: 'user', content: `This is ${id}` }] },
});
const upload = async (lines) => client.files.create({ file: await toFile(Buffer.from(lines.join('\n')), 'requests.jsonl'), purpose: 'batch' });
const create = (file, more = {}) => client.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h', ...more });
const linesOf = async (id) => (await (await client.files.content(id)).text()).trim().split('\n').map((text) => JSON.parse(text));

async function ended(batch) {
  let current = batch;
  while (!['completed', 'failed', 'cancelled', 'expired'].includes(current.status)) {
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    current = await client.batches.retrieve(batch.id);
  }

  return current;
}

await run({
  async files() {
    const file = await upload([line('a'), line('b')]);
    assert.equal(file.object, 'file');
    assert.equal(file.purpose, 'batch');
    assert.equal(file.filename, 'requests.jsonl');
    assert.equal((await client.files.waitForProcessing(file.id)).status, 'processed');
    assert.equal((await client.files.retrieve(file.id)).bytes, file.bytes);
    assert.equal(await (await client.files.content(file.id)).text(), [line('a'), line('b')].join('\n'));
    const listed = [];
    for await (const one of client.files.list({ purpose: 'batch', limit: 1 })) {
      listed.push(one.id);
    }

    assert.ok(listed.includes(file.id));
    assert.deepEqual(await client.files.delete(file.id), { id: file.id, object: 'file', deleted: true });
    const gone = await failureOf(() => client.files.retrieve(file.id));
    assert.ok(gone instanceof OpenAI.NotFoundError, gone.stack);
    const purpose = await failureOf(async () => client.files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose: 'fine-tune' }));
    assert.ok(purpose instanceof OpenAI.BadRequestError, purpose.stack);
    assert.equal(purpose.param, 'purpose');
  },

  async batch() {
    const ids = Array.from({ length: 130 }, (_, i) => `line-${i}`);
    const created = await create(await upload([...ids.map((id) => line(id)), line('unknown', 'no-such-model')]), { metadata: { night: 'yes' } });
    assert.equal(created.object, 'batch');
    assert.equal(created.completion_window, '24h');
    assert.deepEqual(created.metadata, { night: 'yes' });

    const batch = await ended(created);

    assert.equal(batch.status, 'completed');
    assert.deepEqual(batch.request_counts, { total: 131, completed: 130, failed: 1 });
    assert.equal(batch.errors, null);
    const output = await linesOf(batch.output_file_id);
    assert.deepEqual(output.map((one) => one.custom_id), ids);
    assert.deepEqual(output.map((one) => one.response.body.choices[0].message.content), ids.map((id) => `You said: This is ${id}`));
    const errors = await linesOf(batch.error_file_id);
    assert.deepEqual(errors.map((one) => [one.custom_id, one.response.status_code]), [['unknown', 404]]);
    assert.equal(batch.usage.total_tokens, batch.usage.input_tokens + batch.usage.output_tokens);
    assert.ok(batch.in_progress_at >= batch.created_at && batch.completed_at >= batch.in_progress_at && batch.expires_at === batch.created_at + 24 * 3600);
  },

  async invalid() {
    const batch = await ended(await create(await upload([line('a'), 'nonsense', line('a')])));
    assert.equal(batch.status, 'failed');
    assert.deepEqual(batch.errors.data.map((error) => [error.code, error.line]), [['invalid_json_line', 2], ['duplicate_custom_id', 3]]);
  },

  async list() {
    const file = await upload([line('a')]);
    const made = [await create(file), await create(file), await create(file)];
    const listed = [];
    for await (const batch of client.batches.list({ limit: 2 })) {
      listed.push(batch.id);
    }

    assert.deepEqual(listed.slice(0, 3), made.map((batch) => batch.id).reverse());
    await Promise.all(made.map(ended));
  },

  async cancel() {
    const slow = JSON.stringify({
      custom_id: 'slow', method: 'POST', url: '/v1/chat/completions', body: { model: 'sandbox/echo', messages: [{ role: 'user', content: 'Hi' }], sandbox: { latency_ms: 1500 } },
    });
    const created = await create(await upload([slow, ...Array.from({ length: 300 }, (_, i) => slow.replace('slow', `slow-${i}`))]));
    const cancelling = await client.batches.cancel(created.id);
    assert.ok(['cancelling', 'cancelled'].includes(cancelling.status), cancelling.status);
    const batch = await ended(cancelling);
    assert.equal(batch.status, 'cancelled');
    assert.ok(batch.request_counts.completed < 301);
    const finished = await ended(await create(await upload([line('a')])));
    const late = await failureOf(() => client.batches.cancel(finished.id));
    assert.ok(late instanceof OpenAI.ConflictError, late.stack);
    const unknown = await failureOf(() => client.batches.retrieve('batch_0'));
    assert.ok(unknown instanceof OpenAI.NotFoundError, unknown.stack);
  },
});
