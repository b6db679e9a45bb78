// Ollama's client as a program makes one: the address and the key are all that it knows of the gateway.
import { Ollama } from 'ollama';

export function createOllama(key = process.env.GATEWAY_KEY) {
  return new Ollama({ host: new URL(process.env.GATEWAY_URL).origin, headers: { Authorization: `Bearer ${key}` } });
}

/** The parts of a streamed answer, and how it ended. */
export async function collect(stream) {
  const all = { pieces: [], text: '', thinking: '', calls: [], last: undefined };
  for await (const part of stream) {
    const text = part.message?.content ?? part.response;
    if (text) all.pieces.push(text);
    all.text += text;
    all.thinking += part.message?.thinking ?? part.thinking ?? '';
    all.calls.push(...(part.message?.tool_calls ?? []));
    if (part.done) all.last = part;
  }

  return all;
}
