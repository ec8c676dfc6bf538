// A question that takes long and that nobody waits for any more is given up, while the thread that counts is at it.
import { DEMO, expect, signInByRequest, test } from "../story.js";

test("the thread stops at a question that was given up, and answers the next one", async ({ page, context, demoHuitou: huitou }) => {
  await signInByRequest(context, huitou, DEMO);
  await page.goto(`${huitou.address}/segments/new`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const said = await page.evaluate(async () => {
    const address = document.querySelector<HTMLMetaElement>("meta[name='huitou-worker']")?.content ?? "";
    const worker = new Worker(address, { type: "module" });
    const hear = (wanted: string[]) =>
      new Promise<{ say: string; number: number }>((heard) => {
        const listen = (event: MessageEvent) => {
          const message = JSON.parse(event.data);
          if (wanted.includes(message.say)) {
            worker.removeEventListener("message", listen);
            heard(message);
          }
        };
        worker.addEventListener("message", listen);
      });
    const say = (message: object) => worker.postMessage(JSON.stringify(message));
    const question = (number: number) => ({ say: "answer", number, question: { query: "number_of_orders >= 2", as_of: "2026-11-11" } });
    await hear(["ready"]);
    const memory = new SharedArrayBuffer(64);
    worker.postMessage(memory);
    const opened = hear(["opened"]);
    say({ say: "open", contract: 0, shop: 1, revision: 0 });
    await opened;
    Atomics.store(new Int32Array(memory), 7, 7);
    const said = [];
    for (const number of [6, 7, 8, 23]) {
      const answer = hear(["answer", "stopped", "problem"]);
      say(question(number));
      said.push(await answer);
    }
    worker.terminate();
    return said.map((message) => `${message.number} ${message.say}`);
  });
  expect(said).toEqual(["6 answer", "7 stopped", "8 answer", "23 answer"]);
});
