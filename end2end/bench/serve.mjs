// Serves the bench page, the peers' files, the store and Huitou's built worker on this machine's loopback.
import { createReadStream, createWriteStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".cjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Browsers give fine clocks, shared memory and a look at memory only to pages that are closed off like this. */
const CLOSED_OFF = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};

/** Packages that other packages import by their bare names, which browsers do not understand in workers. */
const BARE = {
  "apache-arrow": "/node_modules/apache-arrow/Arrow.dom.mjs",
  flatbuffers: "/node_modules/flatbuffers/mjs/flatbuffers.js",
  tslib: "/node_modules/tslib/tslib.es6.mjs",
};

/**
 * Starts the server.
 * @param {{end2end: string, site: string, store: string}} folders
 * @param {{snapshot: string, packed: string}} facts the snapshot as it is, and in brotli where that is less
 */
export async function serve(folders, facts) {
  const roots = [
    ["/bench/", path.join(folders.end2end, "bench")],
    ["/node_modules/", path.join(folders.end2end, "node_modules")],
    ["/store/", folders.store],
    ["/assets/", path.join(folders.site, "assets")],
  ];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/api/shops/1/snapshot") {
      const packed = facts.packed.endsWith(".br") && /\bbr\b/.test(String(request.headers["accept-encoding"] ?? ""));
      send(response, packed ? facts.packed : facts.snapshot, {
        "content-type": "application/octet-stream",
        "cache-control": "no-store",
        "x-huitou-revision": "1",
        ...(packed ? { "content-encoding": "br" } : {}),
      });
      return;
    }
    const [prefix, folder] = roots.find(([prefix]) => pathname.startsWith(prefix)) ?? [];
    const file = folder && path.join(folder, decodeURIComponent(pathname.slice(prefix.length)));
    if (!file?.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, CLOSED_OFF).end();
      return;
    }
    const ending = path.extname(file);
    const headers = { "content-type": TYPES[ending] ?? "application/octet-stream", "cache-control": "no-store" };
    if (prefix === "/node_modules/" && [".mjs", ".js"].includes(ending)) {
      response.writeHead(200, { ...CLOSED_OFF, ...headers }).end(withoutBareNames(readFileSync(file, "utf8")));
    } else {
      send(response, file, headers);
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  return { address: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

function send(response, file, headers) {
  response.writeHead(200, { ...CLOSED_OFF, ...headers, "content-length": statSync(file).size });
  createReadStream(file).pipe(response);
}

function withoutBareNames(source) {
  return source.replace(/(\bfrom\s*|\bimport\s*)(["'])([\w-]+)\2/g, (whole, before, quote, name) =>
    BARE[name] ? `${before}${quote}${BARE[name]}${quote}` : whole,
  );
}

/** Writes a file in brotli, at the level at which Huitou's server packs snapshots. */
export async function pack(from, to) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: statSync(from).size };
  await pipeline(createReadStream(from), createBrotliCompress({ params }), createWriteStream(to));
}
