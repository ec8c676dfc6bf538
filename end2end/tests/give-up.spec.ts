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

test("of two questions the page gives up the slow one, and shows the newer", async ({ page, context, demoHuitou: huitou }) => {
  await signInByRequest(context, huitou, DEMO);
  await page.goto(`${huitou.address}/segments/new?q=${encodeURIComponent("number_of_orders >= 2")}`);
  const preview = page.getByRole("region", { name: "预览" });
  const last = preview.getByRole("table", { name: "逐条剩余" }).getByRole("row").last();
  const text = page.getByLabel("规则文本");
  await expect(last).toContainText("number_of_orders >= 2");
  await expect(preview).not.toHaveClass(/is-stale/);
  await page.evaluate(() => {
    const asked: string[] = [];
    const givenUp: number[] = [];
    Object.assign(window, { asked, givenUp });
    const store = Atomics.store.bind(Atomics) as (array: Int32Array, index: number, value: number) => number;
    Object.assign(Atomics, {
      store: (array: Int32Array, index: number, value: number) => {
        givenUp.push(value);
        return store(array, index, value);
      },
    });
    // Questions take their time on the way.
    const post = Worker.prototype.postMessage as (message: unknown) => void;
    Worker.prototype.postMessage = function (this: Worker, message: unknown) {
      if (typeof message === "string" && message.includes('"say":"answer"')) {
        asked.push(message);
        setTimeout(() => post.call(this, message), 600);
      } else {
        post.call(this, message);
      }
    };
  });
  // Quicker than anybody types, so that all three come while the first is on its way, whatever else the machine does.
  await text.evaluate(async (area: HTMLTextAreaElement) => {
    for (const least of [3, 4, 5]) {
      area.value = `number_of_orders >= ${least}`;
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await new Promise((rest) => setTimeout(rest));
    }
  });
  await expect(last).toContainText("number_of_orders >= 5");
  await expect(preview).not.toHaveClass(/is-stale/);
  const seen = await page.evaluate(() => {
    const { asked, givenUp } = window as unknown as { asked: string[]; givenUp: number[] };
    return { asked, givenUp };
  });
  // The first went on its way and was given up; what lay between was never asked.
  const questions = seen.asked.map((message) => JSON.parse(message) as { number: number; question: { query: string } });
  expect(seen.givenUp).toContain(questions[0]?.number);
  const queries = questions.map(({ question }) => question.query);
  expect([queries[0], queries.at(-1)]).toEqual(["number_of_orders >= 3", "number_of_orders >= 5"]);
  expect(queries).not.toContain("number_of_orders >= 4");
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
});
