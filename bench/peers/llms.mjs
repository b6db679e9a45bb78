// Runs @musistudio/llms on a port for as long as stdin stays open, with providers of the OpenAI dialect.
import { createRequire } from "node:module";

// Its module for `import` does not load in version 1.0.53: it requires modules of Node.js in a way that only CommonJS has.
const { default: Server } = createRequire(import.meta.url)("@musistudio/llms");

const [, , port, base, names, model] = process.argv;
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
const providers = names.split(",").map(name => ({
  name,
  api_base_url: `${base}${name}/v1/chat/completions`,
  api_key: "none",
  models: [model],
}));
await new Server({ initialConfig: { providers, HOST: "127.0.0.1", PORT: port, LOG: false }, logger: false }).start();
