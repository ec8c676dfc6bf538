// A shop that is more than the browser can hold: the page says so before it tries, and a sample of it is told from the whole.
import { checkAccessibility, DEMO, expect, signInByRequest, test } from "../story.js";

// What the browser tells about its memory is told otherwise in the thread; the application's own worker would hide its script.
test.use({ serviceWorkers: "block" });

const QUERY = "number_of_orders >= 2";

test("more customers than fit are told before they are loaded, and a sample stands for them", async ({ page, context, demoHuitou: huitou }) => {
  const evaluate = async () => {
    const answer = await context.request.post(`${huitou.address}/api/segments/evaluate`, {
      data: { shop: 1, query: QUERY },
      headers: { "x-huitou": "1" },
    });
    expect(answer.ok(), await answer.text()).toBeTruthy();
    return (await answer.json()) as { all: number; sums: { customers: number } };
  };
  await signInByRequest(context, huitou, DEMO);
  const whole = await evaluate();

  // A browser with so little memory that a part of the customers fits and all of them do not: a sixth of it is what facts may
  // take, and most of that is room to work in, which a sample needs as well.
  const gigabytes = (6 * 50) / 1024;
  const wishes: number[] = [];
  await page.route(/\/assets\/.*worker.*\.js$/, async (route) => {
    const answer = await route.fetch();
    const script = await answer.text();
    const said = `Object.defineProperty(navigator, "deviceMemory", { configurable: true, get: () => ${gigabytes} });\n`;
    const { "content-encoding": _coded, "content-length": _length, etag: _tag, ...headers } = answer.headers();
    await route.fulfill({ status: 200, headers, body: said + script });
  });
  await page.route(/\/api\/shops\/\d+\/snapshot/, async (route) => {
    wishes.push(Number(new URL(route.request().url()).searchParams.get("sample") ?? 1));
    await route.continue();
  });
  await page.goto(`${huitou.address}/segments/new?q=${encodeURIComponent(QUERY)}`);
  const warning = page.getByText(/位顾客约需 \d+ MB 内存，超出此浏览器可用的 \d+ MB/);
  await expect(warning).toBeVisible({ timeout: 20_000 });
  await expect(warning).toContainText(whole.all.toLocaleString("en-US"));
  await checkAccessibility(page);

  await page.getByRole("button", { name: /^改用 1\/\d+ 抽样$/ }).click();
  const told = page.getByText(/^抽样：每 \d+ 位顾客取 1 位/);
  await expect(told).toBeVisible();
  await expect(told).toContainText(/对应约 [\d,]+ ± [\d,]+ 人/);
  const [, every = "", count = "", estimate = "", error = ""] =
    /每 (\d+) 位.*样本内 ([\d,]+) 人对应约 ([\d,]+) ± ([\d,]+) 人/.exec((await told.textContent()) ?? "") ?? [];
  const number = (text: string) => Number(text.replaceAll(",", ""));
  expect(number(estimate)).toBe(number(count) * Number(every));
  expect(number(error)).toBeGreaterThan(0);
  // A sample of the demo shop, the same every time: within two of its intervals.
  expect(Math.abs(number(estimate) - whole.sums.customers)).toBeLessThan(2 * number(error));
  expect(wishes).toContain(Number(every));
  await checkAccessibility(page);

  // Everybody is asked for again, and is too much again.
  await page.getByRole("button", { name: "重新载入全部" }).click();
  await expect(warning).toBeVisible();
});
