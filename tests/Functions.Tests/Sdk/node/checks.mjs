// Runs named checks one after another and prints what came of each as one JSON object; the exit code is 0 when all passed.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

// Ends with its parent, however that ends; but it does not wait for it.
process.stdin.on('end', () => process.exit(1));
process.stdin.on('error', () => process.exit(1));
process.stdin.resume();
process.stdin.unref?.();

/** A client as an app makes one: the base URL and the key are all that it knows of the gateway. */
export function createClient(options = {}) {
  return new OpenAI({ baseURL: process.env.GATEWAY_URL, apiKey: process.env.GATEWAY_KEY, maxRetries: 0, ...options });
}

/** The same of Anthropic's client, which takes a base URL without a version. */
export function createAnthropicClient(options = {}) {
  return new Anthropic({ baseURL: new URL(process.env.GATEWAY_URL).origin, apiKey: process.env.GATEWAY_KEY, maxRetries: 0, ...options });
}

export async function run(checks) {
  const results = {};
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      results[name] = 'ok';
    } catch (error) {
      results[name] = error?.stack ?? String(error);
    }
  }

  const passed = Object.values(results).every((result) => result === 'ok');
  process.stdout.write(JSON.stringify(results), () => process.exit(passed ? 0 : 1));
}

/** The error that a call ends with. */
export async function failureOf(work) {
  try {
    await work();
  } catch (error) {
    return error;
  }

  throw new Error('The call should have failed.');
}
