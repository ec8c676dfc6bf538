// The whole main job on real data: a shop's order export becomes an evaluated campaign.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { checkAccessibility, expect, signIn, startHuitou, test, type Running } from "../story.js";

test.use({ locale: "en-US", timezoneId: "Europe/London", actionTimeout: 15_000 });

/** UCI Online Retail; not part of the project, see ../shared/data/README.md. */
const EXPORT = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  "../../../shared/data/online-retail/online_retail.csv.gz",
);
test.skip(!existsSync(EXPORT) && !process.env.CI, `skipped: ${EXPORT} is not here`);

/** The shop's clock when the story begins: the morning after the export's last day, a Saturday in London. */
const MORNING = "2011-12-10T10:00:00Z";
/** After the end of the day that follows the campaign's end. */
const AFTERWARDS = "2011-12-14T09:00:00Z";
const REGULARS =
  "products_purchased(id: '85123A', date: >= -180d, count: >= 2) AND amount_paid > 500 AND last_order_date < -60d";

/** What the data set's own README counts, as of 2011-12-10. */
const WORKED: [query: string, customers: number][] = [
  ["number_of_orders >= 1", 4_338],
  ["last_order_date < -90d", 1_449],
  ["last_order_date < -180d", 861],
  ["last_order_date < -365d", 74],
  [REGULARS, 15],
];
const BEST = "rfm_recency = 5 AND rfm_frequency = 5 AND rfm_monetary = 5";

/** The count by the command line and by the HTTP API. */
async function count(huitou: Running, request: APIRequestContext, query: string): Promise<[number, number]> {
  const said = huitou.command("segment", query, "--json");
  expect(said.status, said.stderr).toBe(0);
  const answer = await request.post(`${huitou.address}/api/segments/evaluate`, { data: { shop: 1, query } });
  expect(answer.ok(), await answer.text()).toBeTruthy();
  return [JSON.parse(said.stdout).sums.customers, (await answer.json()).sums.customers];
}

test("an order export becomes an evaluated campaign", async ({ page, context }) => {
  test.setTimeout(300_000);
  const env = { HUITOU_NOW: MORNING };
  const began = Date.now();
  const huitou = await startHuitou({ env });
  try {
    await page.clock.setSystemTime(MORNING);
    await signIn(page, huitou);
    await makeShop(page);
    await importOrders(page);
    await readCustomerBase(page);
    await findRegulars(page);
    await test.step("browser, command line and HTTP API give the same answers", async () => {
      for (const [query, customers] of [...WORKED, [BEST, 313] as const]) {
        // 5-5-5 are 314 by what was paid; the segment language counts what was spent, so refunds move one customer.
        expect(await count(huitou, context.request, query), query).toEqual([customers, customers]);
      }
    });
    await planCampaign(page);
    await splitAndWrite(page);
    await approveAndStart(page);
    await watchOrders(page, huitou, () => Math.floor((Date.parse(MORNING) + Date.now() - began) / 1000));

    await huitou.pause();
    env.HUITOU_NOW = AFTERWARDS;
    await huitou.resume();
    await page.clock.setSystemTime(AFTERWARDS);
    await evaluate(page);
  } finally {
    await huitou.stop();
  }
});

test("with cancellations aside the data set gives its worked answers to the penny", async ({ request, emptyHuitou }) => {
  test.setTimeout(180_000);
  const headers = { "x-huitou": "1" };
  const at = emptyHuitou.address;
  await request.post(`${at}/api/sign-in`, { data: { sign_in: "owner", password: "owner-of-the-tests" }, headers });
  await request.post(`${at}/api/shops`, {
    data: { name: "Gifts", platform: "OTHER", currency: "GBP", time_zone: "Europe/London", pinned_day: "2011-12-10" },
  });
  const upload = await request.post(`${at}/api/imports?shop=1&name=online_retail.csv.gz`, {
    data: readFileSync(EXPORT),
    headers: { ...headers, "content-type": "application/octet-stream" },
  });
  expect(upload.ok(), await upload.text()).toBeTruthy();
  const { upload: id, mapping } = await upload.json();
  mapping.reading = { ...mapping.reading, ignored_prefixes: ["C", "A"], cancellation_prefixes: [] };
  const run = await request.post(`${at}/api/imports/${id}/run`, { data: { mapping } });
  expect(run.ok(), await run.text()).toBeTruthy();
  const { id: batch } = await run.json();
  const state = async () => (await (await request.get(`${at}/api/imports/${batch}`)).json()).state;
  await expect.poll(state, { timeout: 120_000 }).toBe("DONE");
  for (const [query, customers] of [...WORKED, [BEST, 314] as const]) {
    expect(await count(emptyHuitou, request, query), query).toEqual([customers, customers]);
  }
  const everybody = await request.post(`${at}/api/segments/evaluate`, { data: { shop: 1, query: "" } });
  const { sums } = await everybody.json();
  expect([sums.orders, sums.buyers, sums.paid_minor]).toEqual([18_532, 4_338, 891_140_790]);
});

async function makeShop(page: Page): Promise<void> {
  await test.step("the owner makes the shop and pins its day", async () => {
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("navigation", { name: "Parts of the settings" }).getByRole("link", { name: "Shop" }).click();
    await page.getByRole("button", { name: "Add a shop…" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add a shop" });
    await dialog.getByLabel("Name").fill("Gifts");
    await dialog.getByLabel("Platform").selectOption({ label: "Other" });
    await dialog.getByLabel("Currency").fill("GBP");
    await dialog.getByLabel("Time zone").fill("london");
    await dialog.getByRole("option", { name: "Europe/London" }).click();
    await checkAccessibility(page);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByRole("combobox", { name: "Choose shop" })).toContainText("Gifts");
    await page.getByRole("radio", { name: "A pinned day" }).check();
    await page.getByLabel("Day", { exact: true }).fill("2011-12-10");
    await page.getByRole("button", { name: "Save the shop" }).click();
    await expect(page.getByRole("banner")).toContainText("10 Dec 2011");
    await checkAccessibility(page);
  });
}

async function importOrders(page: Page): Promise<void> {
  await test.step("the export is brought in as it is", async () => {
    await page.getByRole("link", { name: "Imports" }).click();
    await page.getByRole("main").getByRole("link", { name: /Import a file/ }).first().click();
    await page.getByLabel("Choose a file").setInputFiles(EXPORT);
    await expect(page.getByText("Recognised as Online Retail invoices")).toBeVisible({ timeout: 60_000 });
    const run = page.getByRole("button", { name: /^Import [1-9][\d,]* orders/ });
    await expect(run).toBeEnabled({ timeout: 60_000 });
    await expect(page.getByText("541,909").first()).toBeVisible();
    await checkAccessibility(page);
    await run.click();
    const done = page.getByRole("link", { name: "See the customers" });
    await expect(page.getByRole("progressbar", { name: "Importing" }).or(done)).toBeVisible();
    await expect(done).toBeVisible({ timeout: 120_000 });
    await done.click();
  });
}

async function readCustomerBase(page: Page): Promise<void> {
  await test.step("the customer base shows the worked answers", async () => {
    const main = page.getByRole("main");
    await expect(main.getByRole("heading", { name: "Customer base" })).toBeVisible();
    for (const text of ["18,532", "4,338", "4,372", "28 days"]) {
      await expect(main.getByText(text, { exact: true }).first(), text).toBeVisible({ timeout: 30_000 });
    }
    const silent = main.getByRole("list", { name: "Days since the last order" });
    // 1,449 are silent for more than 90 days, 861 for more than 180, 74 for more than 365.
    await expect(silent.getByRole("link", { name: "91–180 days 588" })).toBeVisible();
    await expect(silent.getByRole("link", { name: "181–365 days 787" })).toBeVisible();
    await checkAccessibility(page);
    await silent.getByRole("link", { name: "366–730 days 74" }).click();
    await expect(page.getByLabel("Rule as text")).toHaveValue(/last_order_date BETWEEN -730d AND -366d/);
    await expectCustomers(page, "74");
    for (const [days, customers] of [[90, "1,449"], [180, "861"]] as const) {
      await page.getByLabel("Rule as text").fill(`last_order_date < -${days}d`);
      await expectCustomers(page, customers);
    }
  });
}

/** The last line of the preview's steps: who is left. */
async function expectCustomers(page: Page, customers: string): Promise<void> {
  const steps = page.getByRole("table", { name: "After every clause" });
  await expect(steps.getByRole("row").last().getByRole("cell").last()).toHaveText(customers);
}

async function findRegulars(page: Page): Promise<void> {
  await test.step("a segment is written as text, seen as clauses, and kept", async () => {
    await page.getByRole("link", { name: "Segments" }).click();
    await page.getByRole("main").getByRole("link", { name: /New segment/ }).first().click();
    await page.getByRole("textbox", { name: "Name" }).fill("Lost hearts");
    await page.getByLabel("Rule as text").fill(REGULARS);
    await expectCustomers(page, "15");
    const builder = page.getByRole("group", { name: "Rule" });
    await expect(builder.getByRole("combobox", { name: "Attribute" })).toHaveCount(3);
    await expect(builder.getByRole("textbox", { name: "Value" }).filter({ visible: true }).first()).toBeVisible();
    await checkAccessibility(page);
    await page.getByRole("button", { name: "Save segment" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Lost hearts" })).toBeVisible();
    await page.getByRole("link", { name: "Segments" }).click();
    await expect(page.getByRole("row", { name: /Lost hearts/ })).toContainText("15");
  });
}

async function planCampaign(page: Page): Promise<void> {
  await test.step("the brief, the selling point, the fit and the hypothesis", async () => {
    await page.getByRole("link", { name: "Campaigns" }).click();
    await page.getByRole("button", { name: "New campaign…" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New campaign" });
    await dialog.getByLabel("Name").fill("Christmas thanks");
    await dialog.getByLabel("Type").selectOption({ label: "Members only" });
    await checkAccessibility(page);
    await dialog.getByRole("button", { name: "Create the brief" }).click();

    const plan = page.getByRole("region", { name: "Plan", exact: true });
    await plan.getByLabel("Purpose").fill("Thank those who came back this year");
    await plan.getByRole("textbox", { name: "Offer" }).fill("A gift box with every order until Monday");
    await plan.getByLabel("Start", { exact: true }).fill("2011-12-10T10:00");
    await plan.getByLabel("End", { exact: true }).fill("2011-12-12T20:00");
    await plan.getByLabel("Target amount").fill("5000");
    await plan.getByLabel("Target orders").fill("200");
    await plan.getByLabel("Message budget").fill("400");
    await checkAccessibility(page);
    await next(page);

    const analysis = page.getByRole("region", { name: "Analysis", exact: true });
    await analysis.getByRole("button", { name: "Add a selling point" }).click();
    await analysis.getByRole("textbox", { name: "Selling point" }).fill("A gift box with every order");
    await analysis.getByLabel("Type").selectOption({ label: "Gift" });
    await analysis.getByRole("radio", { name: /^Go / }).check();
    await analysis.getByLabel("Their repurchase is due").check();
    await checkAccessibility(page);
    await next(page);

    const potential = page.getByRole("region", { name: "Potential customers", exact: true });
    await potential.getByLabel("Whom it suits").fill("Buyers of the last half year");
    await writeRule(potential, "last_order_date >= -180d");
    await expect(potential.getByText("3,477").first()).toBeVisible();
    await checkAccessibility(page);
    await next(page);
  });
}

/** Rules of a campaign show their clauses; the text is folded away below them. */
async function writeRule(inside: Locator, rule: string): Promise<void> {
  await inside.getByText("Rule as text").click();
  await inside.getByRole("textbox", { name: "Rule as text" }).fill(rule);
}

async function next(page: Page): Promise<void> {
  await page.getByRole("main").getByRole("link", { name: /^Next: / }).click();
}

/** One group of the campaign: its rule and holdout above, its strategy below. */
type Group = { name: string; rule: string; carrier: string; text: string };

const GROUPS: Group[] = [
  {
    name: "Regulars",
    rule: "number_of_orders >= 3",
    carrier: "Simulator",
    text: "Thank you for every order of this year. Order until Monday and a gift box travels with it.",
  },
  {
    name: "Now and then",
    rule: "number_of_orders < 3",
    carrier: "Audience file",
    text: "We would like to see you once more before Christmas: until Monday each parcel carries a present.",
  },
];

async function splitAndWrite(page: Page): Promise<void> {
  await test.step("two groups with holdouts, each with its own words", async () => {
    const groups = page.getByRole("region", { name: "Groups", exact: true });
    for (const [at, group] of GROUPS.entries()) {
      await groups.getByRole("button", { name: "Add a group" }).click();
      const card = entries(groups, page.getByRole("textbox", { name: "Name" })).nth(at);
      await card.getByRole("textbox", { name: "Name" }).fill(group.name);
      await writeRule(card, group.rule);
      await card.getByLabel("Reached by").selectOption({ label: "Platform message" });
      await card.getByLabel("Holdout share").fill("20");
      const strategy = entries(groups, page.getByLabel("Objective")).nth(at);
      await strategy.getByLabel("Objective").fill("One more order before Christmas");
      await strategy.getByRole("textbox", { name: "Offer" }).fill("The gift box");
      await strategy.getByLabel("A gift box with every order").check();
      await strategy.getByLabel("Send at").fill("2011-12-10T10:00");
      await strategy.getByLabel("Carrier").selectOption({ label: group.carrier });
      await strategy.getByLabel("Expected conversion").fill("5");
    }
    await expect(groups.getByRole("status").filter({ hasText: "The sum closes" })).toContainText("= 4,372");
    await checkAccessibility(page);
    await next(page);
    const content = page.getByRole("region", { name: "Content", exact: true });
    for (const [at, group] of GROUPS.entries()) {
      await expect(content.getByRole("heading", { name: group.name })).toBeVisible();
      await content.getByRole("textbox", { name: "Text" }).nth(at).fill(group.text);
    }
    await checkAccessibility(page);
    await next(page);
  });
}

function entries(inside: Locator, holding: Locator): Locator {
  return inside.getByRole("listitem").filter({ has: holding });
}

async function approveAndStart(page: Page): Promise<void> {
  await test.step("approval freezes the lists, and the ledger's sum closes", async () => {
    const send = page.getByRole("region", { name: "Send", exact: true });
    await expect(send.getByText("Ready to be approved")).toBeVisible();
    const approve = send.getByRole("button", { name: "Approve and freeze the lists…" });
    await expect(approve).toBeEnabled();
    await checkAccessibility(page);
    await approve.click();
    const asked = page.getByRole("dialog", { name: "Approve the campaign" });
    await asked.getByRole("button", { name: "Approve", exact: true }).click();
    await send.getByRole("button", { name: "Start sending" }).click();
    await page.getByRole("dialog", { name: "Start sending?" }).getByRole("button", { name: "Start", exact: true }).click();
    const sum = send.getByRole("status").filter({ hasText: "The sum closes" });
    await expect(sum).toContainText(/^The sum closes: 3,477 = .* 696 held out .* 0 unknown \+ 0 pending$/, { timeout: 60_000 });
    await checkAccessibility(page);
  });
}

async function watchOrders(page: Page, huitou: Running, now: () => number): Promise<void> {
  await test.step("new orders move the live numbers without a reload", async () => {
    const send = page.getByRole("region", { name: "Send", exact: true });
    const coming = page.waitForEvent("download");
    await send.getByRole("link", { name: /Now and then/ }).or(send.getByRole("link", { name: "Download the list" })).first().click();
    const list = readFileSync(await (await coming).path(), "utf8");
    const customers = list.split(/\r?\n/).slice(1).filter(Boolean);
    expect(customers.length).toBeGreaterThan(1_000);

    await page.getByRole("navigation", { name: "Steps of the campaign" }).first().getByRole("link", { name: /Monitor/ }).click();
    const monitor = page.getByRole("region", { name: "Monitor", exact: true });
    const row = monitor.getByRole("table", { name: "Live board" }).getByRole("row", { name: /^Now and then/ }).first();
    await expect(row).toContainText(/[^\d]0%\s*holdout 0%|00%\s*holdout 0%/);
    await page.evaluate(() => Object.assign(window, { sameVisit: true }));
    const buyers = customers.filter((_, at) => at % 5 === 0);
    const paid_at = now();
    const orders = buyers.map((buyer, at) => ({
      number: `NEW-${at}`,
      buyer,
      created_at: paid_at,
      paid_at,
      amount_minor: 2_550,
      lines: [{ product: "85123A", title: "White hanging heart", quantity: 10, amount_minor: 2_550 }],
    }));
    const pushed = await page.request.post(`${huitou.address}/api/orders`, { data: { shop: 1, orders } });
    expect(pushed.ok(), await pushed.text()).toBeTruthy();
    await expect(row).toContainText(/£7,\d{3}|£6,\d{3}/);
    await expect(row).toContainText(/20(\.\d)?%\s*holdout 0%/);
    expect(await page.evaluate(() => "sameVisit" in window)).toBe(true);
    await checkAccessibility(page);
  });
}

async function evaluate(page: Page): Promise<void> {
  await test.step("the report names the lift, the evaluation is kept, the campaign closed", async () => {
    await page.getByRole("main").getByRole("link", { name: /^Next: Evaluate/ }).click();
    await page.reload();
    const last = page.getByRole("region", { name: "Evaluate", exact: true });
    await expect(last.getByText(/The messages brought about [\d,]+ paying customers/)).toBeVisible({ timeout: 30_000 });
    await expect(last.getByText(/above the holdout \(95% interval/)).toBeVisible();
    await expect(last.getByText("Final", { exact: true })).toBeVisible();
    await checkAccessibility(page);
    await last.getByRole("radio", { name: /^Confirmed/ }).check();
    await last.getByLabel("What stays").fill("The gift box");
    await last.getByLabel("Next action").fill("Order 300 boxes in November");
    await last.getByRole("button", { name: "Save the evaluation" }).click();
    await expect(last.getByText("The evaluation is saved")).toBeVisible();
    await last.getByRole("button", { name: "Close the campaign…" }).click();
    await page.getByRole("dialog", { name: "Close the campaign" }).getByRole("button", { name: "Close", exact: true }).last().click();
    await expect(page.getByRole("main").getByText("Closed", { exact: true }).first()).toBeVisible();
    await checkAccessibility(page);
  });
}
