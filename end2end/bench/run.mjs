// Holds Huitou beside its peers over twelve questions: node bench/run.mjs --size S|L, or --customers N. `cargo xtask bench`
// calls it after building the application; README.md says what the numbers mean.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { launch } from "../chromium.mjs";
import { disagreements } from "./agree.mjs";
import { readOptions, stop } from "./options.mjs";
import { QUESTIONS, edits } from "./questions.mjs";
import { median, percentile, report } from "./report.mjs";
import { pack, serve } from "./serve.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const options = readOptions(process.argv.slice(2));
const folder = path.join(ROOT, "target/bench", String(options.customers));
mkdirSync(folder, { recursive: true });
const say = (text) => console.log(text);

const site = path.join(ROOT, "target/site");
const loader = readLoader();
makeStore();
const result = {
  customers: options.customers,
  facts: readCounts(),
  machine: { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version },
  wire: await packSnapshot(),
  application: readApplicationSize(),
  engines: {},
  questions: {},
};
const server = await serve(
  { end2end: path.join(ROOT, "end2end"), site, store: path.join(folder, "columns") },
  // What is packed already gains nothing from brotli, and is sent as it is.
  { snapshot: path.join(folder, "snapshot.bin"), packed: path.join(folder, result.wire.brotliBytes < result.wire.bytes ? "snapshot.br" : "snapshot.bin") },
);
const profile = mkdtempSync(path.join(tmpdir(), "huitou-bench-"));
// A real profile, since what the browser keeps must be on its disk. It says at once how much memory is used, and a frame
// is drawn as soon as there is something to draw: what is measured is the work, not the wait for the display's next turn.
const browser = await chromium.launchPersistentContext(profile, {
  ...launch,
  args: [...launch.args, "--enable-blink-features=ForceEagerMeasureMemory", "--disable-frame-rate-limit", "--disable-gpu-vsync"],
});
let failed;
try {
  failed = await measure();
} finally {
  await browser.close();
  server.stop();
  rmSync(profile, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

/** Everything; true when something disagreed. */
async function measure() {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  const broken = new Promise((_, fail) => {
    page.on("crash", () => fail(new Error("the page of the bench has crashed")));
    page.on("pageerror", (failure) => fail(failure));
  });
  broken.catch(() => undefined);
  const call = (name, ...about) => Promise.race([broken, page.evaluate(([name, about]) => window.bench[name](...about), [name, about])]);
  await page.goto(`${server.address}/bench/page.html`);
  await page.waitForFunction("window.benchReady === true");
  result.machine.browser = `Chromium ${browser.browser()?.version() ?? (await page.evaluate("navigator.userAgentData?.brands.find((brand) => brand.brand === 'Chromium')?.version")) ?? "unknown"}`;

  const asOf = JSON.parse(readFileSync(path.join(folder, "columns/columns.json"), "utf8")).asOfText;
  await openHuitou(call, asOf);
  for (const name of options.peers) {
    const { title, kinds } = await call("startPeer", name);
    const loaded = await call("loadPeer", name);
    result.engines[name] = { title, kinds, version: loaded.version ?? versionOf(name), loadMs: loaded.ms };
    say(`${title}: loaded in ${seconds(loaded.ms)}`);
  }
  await askAll(call);
  const disagreed = disagreements(result);
  disagreed.forEach((line) => say(line));
  if (!options.agree) {
    await editClauses(call);
    await measureSums(call);
    await readMemory(call);
    const table = report(result, disagreed);
    writeFileSync(options.table ?? path.join(folder, "result.md"), table);
    say(`\n${table}`);
  }
  writeFileSync(options.json ?? path.join(folder, "result.json"), `${JSON.stringify(result, undefined, 2)}\n`);
  say(disagreed.length > 0 ? `\nquestions with different answers: ${disagreed.length}` : `\nall engines agree on all answers they give`);
  return disagreed.length > 0;
}

/** Opens the store over the network and from what the browser has kept, each up to a first answer. */
async function openHuitou(call, asOf) {
  const query = QUESTIONS[1].query;
  const starts = { network: [], kept: [] };
  for (let turn = 0; turn < (options.agree ? 1 : 3); turn++) {
    await call("forgetKept");
    starts.network.push(await call("firstAnswer", loader, query, asOf));
  }
  for (let wait = 0; wait < 300 && !(await call("isKept")); wait++) {
    await new Promise((over) => setTimeout(over, 100));
  }
  for (let turn = 0; turn < (options.agree ? 1 : 5); turn++) {
    starts.kept.push(await call("firstAnswer", loader, query, asOf));
  }
  const opened = starts.kept[0].customers;
  if (opened !== options.customers) {
    throw new Error(`Huitou opened ${opened} customers of ${options.customers}`);
  }
  result.engines.huitou = { title: "Huitou", kinds: ["attributes", "orders"], starts, loadMs: median(starts.kept.map((start) => start.openedMs)) };
  say(`Huitou: first answer ${seconds(median(starts.network.map((start) => start.answeredMs)))} over the network, ${seconds(median(starts.kept.map((start) => start.answeredMs)))} from what is kept`);
}

/** Every question to every engine, in turns, so that whatever else the machine does falls on all alike. */
async function askAll(call) {
  const names = Object.keys(result.engines);
  for (const { id, query } of QUESTIONS) {
    result.questions[id] = { query, answers: {}, ms: {}, roundTripMs: [], bytes: 0 };
  }
  // The first round is not counted: caches of code and data are filled in it.
  const rounds = options.agree ? 1 : options.rounds + 1;
  for (let round = 0; round < rounds; round++) {
    for (const { id, kind, query } of QUESTIONS) {
      const asked = result.questions[id];
      for (const [place] of names.entries()) {
        const name = names[(place + round) % names.length];
        const slow = name === "duckdb-plain" && round > roundsWhenSlow();
        if (slow || !result.engines[name].kinds.includes(kind)) {
          continue;
        }
        const found = name === "huitou" ? await call("askHuitou", query, true) : await call("askPeer", name, id);
        if (!found) {
          continue;
        }
        if (name === "huitou") {
          asked.bytes = found.work.bytes;
          asked.timedBy = found.work.ms > 0 ? "worker" : "round trip";
          found.ms = found.work.ms || found.roundTripMs;
        }
        asked.answers[name] ??= found.answer;
        if (JSON.stringify(asked.answers[name]) !== JSON.stringify(found.answer)) {
          throw new Error(`${result.engines[name].title} answers ${id} differently each time`);
        }
        if (round > 0) {
          (asked.ms[name] ??= []).push(found.ms);
          if (name === "huitou") {
            asked.roundTripMs.push(found.roundTripMs);
          }
        }
      }
    }
    say(options.agree ? "asked" : round === 0 ? "warm" : `round ${round} of ${options.rounds}`);
  }
}

function roundsWhenSlow() {
  return options.customers >= 500_000 ? 3 : 5;
}

/** Changes one clause after another, as somebody does who looks at the numbers meanwhile. */
async function editClauses(call) {
  const made = [];
  for (const run of edits(options.edits)) {
    made.push(...(await call("edit", run)));
  }
  const timedBy = made.some(({ workMs }) => workMs > 0) ? "worker" : "round trip";
  result.edits = {
    count: made.length,
    timedBy,
    ms: made.map(({ workMs, roundTripMs }) => (timedBy === "worker" ? workMs : roundTripMs)),
    roundTripMs: made.map(({ roundTripMs }) => roundTripMs),
    paintedMs: made.map(({ paintedMs }) => paintedMs),
    slowest: made.toSorted((one, other) => other.roundTripMs - one.roundTripMs).slice(0, 5),
  };
  say(`${made.length} edits: median ${median(result.edits.ms).toFixed(2)} ms, painted ${percentile(result.edits.paintedMs, 0.95).toFixed(1)} ms at the 95th percentile`);
}

/** What a plain sum over as many bytes as each question touches would take. */
async function measureSums(call) {
  for (const asked of Object.values(result.questions)) {
    const times = [];
    for (let turn = 0; turn < 5 && asked.bytes > 0; turn++) {
      const measured = await call("measureHuitou", asked.bytes);
      times.push(measured?.sum_ms ?? 0);
    }
    asked.sumMs = median(times.filter((ms) => ms > 0));
  }
  // More than any cache next to a core holds.
  const bytes = 2 ** 28;
  const times = [];
  for (let turn = 0; turn < 5; turn++) {
    times.push((await call("measureHuitou", bytes))?.sum_ms ?? 0);
  }
  result.engines.huitou.bytesReadPerMs = bytes / median(times.filter((ms) => ms > 0));
}

async function readMemory(call) {
  const byThread = await call("memoryByThread");
  for (const [name, engine] of Object.entries(result.engines)) {
    if (name === "huitou") {
      engine.memoryBytes = (await call("measureHuitou", 1024))?.memory;
    } else {
      const own = (await call("memoryOfPeer", name)).bytes;
      const thread = Object.entries(byThread).find(([url]) => url.endsWith(`engine=${name}`))?.[1];
      engine.memoryBytes = own ?? thread;
    }
  }
}

/** The worker's first script, as the built page names it. */
function readLoader() {
  const index = path.join(site, "index.html");
  const found = existsSync(index) && /name="huitou-worker" content="([^"]+)"/.exec(readFileSync(index, "utf8"));
  return found ? found[1] : stop("target/site is missing: run cargo xtask build first, or cargo xtask bench");
}

function makeStore() {
  const words = ["run", "--quiet", "--release", "--package", "bench-store", "--", "--customers", String(options.customers)];
  const outputs = ["--snapshot", path.join(folder, "snapshot.bin"), "--columns", path.join(folder, "columns")];
  const { status } = spawnSync(process.env.CARGO ?? "cargo", [...words, ...outputs], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) {
    process.exit(1);
  }
}

function readCounts() {
  const { columns } = JSON.parse(readFileSync(path.join(folder, "columns/columns.json"), "utf8"));
  const rows = (table) => columns.find((column) => column.table === table).rows;
  return { orders: rows("orders"), lines: rows("lines") };
}

async function packSnapshot() {
  const [plain, packed] = ["snapshot.bin", "snapshot.br"].map((name) => path.join(folder, name));
  await pack(plain, packed);
  return { bytes: statSync(plain).size, brotliBytes: statSync(packed).size };
}

/** What a first visit loads: the page and everything in `assets`, in brotli where there is brotli. */
function readApplicationSize() {
  const files = [path.join(site, "index.html"), ...filesBelow(path.join(site, "assets"))].filter((file) => !/\.(br|gz)$/.test(file));
  const bytes = files.reduce((sum, file) => sum + statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size, 0);
  return { bytes, release: existsSync(path.join(site, "index.html.br")) };
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function versionOf(name) {
  const manifest = path.join(ROOT, "end2end/node_modules", { arquero: "arquero", crossfilter: "crossfilter2" }[name] ?? name, "package.json");
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
}

function seconds(ms) {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
