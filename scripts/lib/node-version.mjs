/** Imported first: everything after it may rely on the Node.js that package.json asks for. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// 20.19 is what the build tool and the linter need.
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Bulkhead needs Node.js 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org.\n`,
  );
  process.exit(1);
}
