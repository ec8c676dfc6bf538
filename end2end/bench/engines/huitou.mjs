// Huitou's own worker, asked by its own messages, as the page of the application asks it.
import { RECENCY } from "../questions.mjs";

export const title = "Huitou";
const SHOP = 1;

/** A running worker. Messages that nobody waits for (`loading`, or newer ones) are passed over. */
export class Huitou {
  #waiting = new Map();
  #number = 0;

  /** Starts the thread; resolves when it listens. */
  static async start(address) {
    const huitou = new Huitou();
    huitou.worker = new Worker(address, { type: "module" });
    huitou.worker.onmessage = ({ data }) => huitou.#hear(JSON.parse(data));
    huitou.worker.onerror = (failure) => huitou.#fail(new Error(`Huitou's worker: ${failure.message}`));
    const ready = await huitou.#next("ready");
    huitou.contract = ready.contract;
    return huitou;
  }

  #next(...keys) {
    return new Promise((found, failed) => keys.forEach((key) => this.#waiting.set(key, { found, failed })));
  }

  #hear(message) {
    const key = message.number ?? message.say;
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    waiting?.found(message);
  }

  #fail(failure) {
    this.#waiting.forEach(({ failed }) => failed(failure));
    this.#waiting.clear();
  }

  #send(message) {
    this.worker.postMessage(JSON.stringify(message));
  }

  async open() {
    const opened = this.#next("opened", "not_opened", "too_large");
    this.#send({ say: "open", contract: this.contract, shop: SHOP, revision: 1 });
    const message = await opened;
    if (message.say !== "opened") {
      throw new Error(`Huitou did not open the store: ${JSON.stringify(message)}`);
    }
    return message;
  }

  /** Makes the next question a cold one. */
  forget() {
    this.#send({ say: "forget" });
  }

  async ask(query, asOf) {
    const number = ++this.#number;
    const answered = this.#next(number);
    const begun = performance.now();
    this.#send({ say: "answer", number, question: { query, as_of: asOf } });
    const message = await answered;
    const roundTripMs = performance.now() - begun;
    if (message.say === "problem") {
      if (message.problem.error?.code === "not_available_yet") {
        return undefined;
      }
      throw new Error(`Huitou cannot answer ${query}: ${JSON.stringify(message.problem)}`);
    }
    return { message: message.answer, work: message.work, roundTripMs };
  }

  /** How long a plain sum over so many bytes takes there, and the memory of the thread's program. */
  async measure(bytes) {
    const number = ++this.#number;
    const measured = this.#next(number);
    this.#send({ say: "measure", number, bytes: Math.min(Math.round(bytes), 2 ** 30) });
    const message = await measured;
    return message.say === "measured" ? message : undefined;
  }

  stop() {
    this.worker.terminate();
  }
}

/** The part of Huitou's answer that all engines give. Its bars of recency are finer; they are added up. */
export function comparable({ sums, spreads }) {
  const recency = [0, 0, 0, 0, 0];
  for (const { key, customers } of spreads.recency) {
    if (key !== "NONE") {
      const until = Number(key.split("-")[1]) || Infinity;
      const bin = RECENCY.findIndex((end) => until <= end);
      recency[bin < 0 ? 4 : bin] += customers;
    }
  }
  return { customers: sums.customers, spent: sums.spent_minor, orders: sums.orders, recency };
}
