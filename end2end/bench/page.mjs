// The page of the bench: starts the engines and passes questions on. `run.mjs` says when, one at a time.
import { comparable, Huitou } from "./engines/huitou.mjs";

class Peer {
  #waiting = new Map();
  #number = 0;

  constructor(name) {
    this.worker = new Worker(`/bench/engines/thread.mjs?engine=${name}`, { type: "module" });
    this.worker.onmessage = ({ data }) => {
      const { found, failed } = this.#waiting.get(data.number);
      this.#waiting.delete(data.number);
      data.failure ? failed(new Error(data.failure)) : found(data.done);
    };
    this.worker.onerror = (failure) => {
      this.#waiting.forEach(({ failed }) => failed(new Error(`${name}: ${failure.message ?? "cannot start"}`)));
    };
  }

  do(deed, about) {
    const number = ++this.#number;
    return new Promise((found, failed) => {
      this.#waiting.set(number, { found, failed });
      this.worker.postMessage({ number, deed, about });
    });
  }
}

const peers = new Map();
/** @type {Huitou} */
let huitou;
let asOf = "";

/** What `run.mjs` calls. */
window.bench = {
  async startPeer(name) {
    const peer = new Peer(name);
    peers.set(name, peer);
    return peer.do("describe");
  },
  loadPeer: (name) => peers.get(name).do("load"),
  askPeer: (name, id) => peers.get(name).do("answer", { id }),
  memoryOfPeer: (name) => peers.get(name).do("memory"),

  /** Starts Huitou's worker anew and asks it; what stays is the last one started. */
  async firstAnswer(address, query, day) {
    huitou?.stop();
    asOf = day;
    const begun = performance.now();
    huitou = await Huitou.start(address);
    const ready = performance.now();
    const { customers } = await huitou.open();
    const opened = performance.now();
    await huitou.ask(query, asOf);
    const answered = performance.now();
    return { customers, readyMs: ready - begun, openedMs: opened - begun, answeredMs: answered - begun };
  },
  /** Forgets what the browser keeps, so that the next start is a first one. */
  async forgetKept() {
    for (const name of await caches.keys()) {
      await caches.delete(name);
    }
  },
  /** What is kept is written after the store has opened. */
  async isKept() {
    for (const name of await caches.keys()) {
      if ((await (await caches.open(name)).keys()).length > 0) {
        return true;
      }
    }
    return false;
  },
  async askHuitou(query, cold) {
    if (cold) {
      huitou.forget();
    }
    const asked = await huitou.ask(query, asOf);
    return asked && { answer: comparable(asked.message), work: asked.work, roundTripMs: asked.roundTripMs };
  },
  measureHuitou: (bytes) => huitou.measure(bytes),

  /** A run of edits after their base question, each drawn before the next is made. */
  async edit({ base, edits }) {
    await huitou.ask(base, asOf);
    const made = [];
    for (const query of edits) {
      await pause();
      const begun = performance.now();
      const { message, work, roundTripMs } = await huitou.ask(query, asOf);
      draw(message);
      await painted();
      made.push({ query, workMs: work.ms, bytes: work.bytes, roundTripMs, paintedMs: performance.now() - begun });
    }
    return made;
  },

  /** Bytes of each thread's memory by the address of its script, where the browser tells. */
  async memoryByThread() {
    if (!window.crossOriginIsolated || !performance.measureUserAgentSpecificMemory) {
      return {};
    }
    // It waits for every thread to tidy up, which can take minutes, or for ever in one that is full.
    const given = new Promise((over) => setTimeout(() => over({ breakdown: [] }), 180_000));
    const { breakdown } = await Promise.race([performance.measureUserAgentSpecificMemory(), given]);
    const byThread = {};
    for (const { bytes, attribution } of breakdown) {
      for (const { url } of attribution.slice(0, 1)) {
        byThread[url] = (byThread[url] ?? 0) + bytes;
      }
    }
    return byThread;
  },
};

/** A moment in which nothing is asked, as between two movements of a hand. */
const pause = () => new Promise((over) => setTimeout(over, 5));

/** Resolves when what was drawn is on the screen: a message from within a frame is heard after that frame's painting. */
function painted() {
  return new Promise((done) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done();
      port2.postMessage(undefined);
    });
  });
}

/** The spreads that the application shows beside a rule. */
const SHOWN = ["recency", "lifecycle", "rfm_groups", "spend_bands", "regions", "member_levels"];

/** Draws the answer as the application does while a rule is written: sums, what each clause leaves, the bars of the spreads. */
function draw({ sums, spreads, steps }) {
  document.getElementById("customers").textContent = sums.customers.toLocaleString("en");
  document.getElementById("sums").textContent = `${(sums.spent_minor / 100).toLocaleString("en")} · ${sums.orders.toLocaleString("en")}`;
  const bars = [...steps.map(({ text, customers }) => ({ key: text, customers })), ...SHOWN.flatMap((name) => spreads[name])];
  const drawn = document.getElementById("spreads");
  while (drawn.children.length > bars.length) {
    drawn.lastChild.remove();
  }
  while (drawn.children.length < bars.length) {
    const row = document.createElement("div");
    row.className = "bar";
    row.append(document.createElement("i"), "");
    drawn.append(row);
  }
  bars.forEach(({ key, customers }, place) => {
    const [bar, text] = drawn.children[place].childNodes;
    bar.style.width = `${sums.customers ? (200 * customers) / sums.customers : 0}px`;
    text.data = `${key} ${customers.toLocaleString("en")}`;
  });
}

window.benchReady = true;
