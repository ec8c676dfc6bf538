// A peer in a thread of its own: loads the store, answers questions, and takes the time around each answer itself.
import { fetchColumns } from "../columns.mjs";

const name = new URL(self.location.href).searchParams.get("engine");
const engine = import(`./${name}.mjs`);

const deeds = {
  /** What it calls itself, and which kinds of questions it takes. */
  async describe() {
    const { title, kinds } = await engine;
    return { title, kinds };
  },
  /** Fetching is not timed: it is the same bytes for all. */
  async load() {
    const columns = await fetchColumns();
    const begun = performance.now();
    const told = await (await engine).load(columns);
    return { ms: performance.now() - begun, ...told };
  },
  async answer({ id }) {
    const { ready, answer } = await engine;
    await ready?.(id);
    const begun = performance.now();
    const found = answer(id);
    return { ms: performance.now() - begun, answer: found };
  },
  async memory() {
    return { bytes: (await engine).memory?.() ?? null };
  },
};

self.onmessage = async ({ data: { number, deed, about } }) => {
  try {
    self.postMessage({ number, done: await deeds[deed](about ?? {}) });
  } catch (failure) {
    self.postMessage({ number, failure: `${name}: ${failure?.stack ?? failure}` });
  }
};
