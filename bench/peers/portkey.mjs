// Runs Portkey's gateway on a port for as long as stdin stays open.
const [, , port] = process.argv;
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
process.argv = [...process.argv.slice(0, 2), `--port=${port}`, "--headless"];
await import("@portkey-ai/gateway/build/start-server.js");
