// Runs Azurite for as long as stdin stays open, so that it ends with whoever started it, however that one died.

const ignore = () => {};

// A terminal sends Ctrl-C and its own end to every process in it; the app must be able to store what it still has,
// so only the starter decides when storage stops. Azurite adds its own SIGINT listener later: take that one off again.
process.on("SIGINT", ignore);
process.on("SIGHUP", ignore);
process.on("newListener", (event, listener) => {
  if (event === "SIGINT") setImmediate(() => process.off(event, listener));
});

process.stdin.resume();
for (const event of ["end", "close", "error"]) process.stdin.once(event, stop);

function stop() {
  // Azurite's way to be told by a parent process; before it listens there is nothing to save.
  if (!process.emit("message", "shutdown")) process.exit(0);
  // Connections that a client holds open must not keep it alive.
  setTimeout(() => process.exit(0), 5000).unref();
}

await import("../node_modules/azurite/dist/src/azurite.js");
