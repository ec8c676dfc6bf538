// A limit dragged over a shop of two hundred thousand customers: every number follows, no step of the thumb is lost.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkAccessibility, expect, signInByRequest, test } from "../story.js";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const CUSTOMERS = 200_000;
/** In the engine's thread: the threads that it starts say that they listen, and nothing else. */
const SILENT = `self.Worker = class {
  set onmessage(hear) {
    if (hear) {
      setTimeout(() => hear({ data: "listens" }));
    }
  }
  postMessage(message) {
    if (message[0] !== null) {
      console.info("silent: given block " + message[0]);
    }
  }
  terminate() {}
};`;

test("a limit is dragged over two hundred thousand customers", async ({ emptyHuitou: huitou, page, context, browser }) => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(path.join(tmpdir(), "huitou-store-"));
  const file = path.join(folder, "orders.csv");
  const made = ["run", "--quiet", "--release", "--package", "bench-store", "--", "--customers", String(CUSTOMERS), "--csv", file];
  execFileSync("cargo", made, { cwd: ROOT, stdio: "inherit" });
  const added = huitou.command("shop", "add", "大店", "--platform", "SHOPIFY", "--as-of", "2026-06-30");
  expect(added.status, added.stderr).toBe(0);
  const imported = huitou.command("import", file);
  rmSync(folder, { recursive: true, force: true });
  expect(imported.status, imported.stderr).toBe(0);

  await signInByRequest(context, huitou);
  const query = "amount_spent >= 300 AND last_order_date BETWEEN -365d AND today";
  await page.goto(`${huitou.address}/segments/new?q=${encodeURIComponent(query)}`);
  const rule = page.getByRole("group", { name: "规则", exact: true });
  const text = page.getByLabel("规则文本");
  const preview = page.getByRole("region", { name: "预览" });
  const last = preview.getByRole("table", { name: "逐条剩余" }).getByRole("row").last();
  // The first visit loads the customers.
  await expect(last).toContainText(/\d/, { timeout: 60_000 });
  const slider = rule.getByRole("slider", { name: /^拖动取值/ }).first();
  await expect(slider).toBeVisible();

  // What the page does while the thumb moves, as the page itself sees it.
  await page.evaluate(() => {
    const seen = { inputs: [] as string[], texts: [] as string[], counts: [] as string[] };
    (window as unknown as { seen: typeof seen }).seen = seen;
    const area = document.querySelector<HTMLTextAreaElement>("textarea");
    const stats = document.querySelector(".preview .stats");
    document.addEventListener("input", (event) => {
      const from = event.target as HTMLInputElement;
      if (from.type !== "range") {
        return;
      }
      seen.inputs.push(from.value);
      // The rule has taken the value in by the time that the browser is done with the event.
      queueMicrotask(() => setTimeout(() => seen.texts.push(area?.value ?? ""), 0));
    });
    new MutationObserver(() => seen.counts.push(stats?.textContent ?? "")).observe(stats as Element, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const box = await slider.boundingBox();
  expect(box).not.toBeNull();
  const { x, y, width, height } = box as { x: number; y: number; width: number; height: number };
  await page.mouse.move(x + width * 0.1, y + height / 2);
  await page.mouse.down();
  for (let step = 0; step <= 120; step += 1) {
    await page.mouse.move(x + width * (0.1 + 0.8 * (step / 120)), y + height / 2);
  }
  await page.mouse.up();

  const final = await text.inputValue();
  expect(final).toMatch(/^amount_spent >= \d+ AND last_order_date/);
  const asked = await context.request.post(`${huitou.address}/api/segments/evaluate`, {
    data: { shop: 1, query: final },
    headers: { "x-huitou": "1" },
  });
  expect(asked.ok(), await asked.text()).toBeTruthy();
  const answer = (await asked.json()) as { sums: { customers: number; orders: number } };
  const written = (count: number) => count.toLocaleString("en-US");
  await expect(last).toContainText(written(answer.sums.customers));
  await expect(preview.locator(".stats")).toContainText(written(answer.sums.orders));
  await expect(preview).not.toHaveClass(/is-stale/);

  const seen = await page.evaluate(() => (window as unknown as { seen: { inputs: string[]; texts: string[]; counts: string[] } }).seen);
  // Each step of the thumb became a rule of its own, in order, and none was skipped.
  expect(seen.inputs.length).toBeGreaterThan(60);
  expect(seen.texts.length).toBe(seen.inputs.length);
  const limits = seen.texts.map((rule) => Number(/^amount_spent >= (\d+)/.exec(rule)?.[1]));
  expect(limits.every((limit, at) => at === 0 || limit >= (limits[at - 1] ?? 0))).toBe(true);
  expect(new Set(limits).size).toBe(new Set(seen.inputs).size);
  // The numbers changed again and again on the way, not just at the end.
  expect(new Set(seen.counts).size).toBeGreaterThan(20);

  // The same by keyboard.
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(text).toHaveValue(/^amount_spent >= 0 AND/);
  await page.keyboard.press("ArrowRight");
  await expect(text).toHaveValue(/^amount_spent >= 1 AND/);
  await checkAccessibility(page);

  // The threads that help to unpack so many customers may listen and then never answer: the customers come all the same.
  const other = await browser.newContext({ locale: "zh-CN", serviceWorkers: "block" });
  await other.route("**/assets/worker-*/loader.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${SILENT}\n${await response.text()}` });
  });
  await signInByRequest(other, huitou);
  const silenced = await other.newPage();
  const given: string[] = [];
  silenced.on("console", (message) => given.push(message.text()));
  await silenced.goto(`${huitou.address}/segments/new?q=${encodeURIComponent(final)}`);
  const steps = silenced.getByRole("table", { name: "逐条剩余" });
  await expect(steps.getByRole("row").last()).toContainText(written(answer.sums.customers), { timeout: 60_000 });
  expect(given.filter((text) => text.startsWith("silent:"))).not.toEqual([]);
  await other.close();
});
