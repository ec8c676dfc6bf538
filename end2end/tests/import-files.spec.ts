// Files as people have them: a GBK export, a Shopify export, a mapping that is changed, rows that do not land, a broken file.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { checkAccessibility, expect, OWNER, signInByRequest, test, type Running } from "../story.js";

/** Invented people and orders, shared with the server's tests. */
function fixture(name: string): string {
  return path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../server/tests/fixtures", name);
}

/** A shop to import into, and the page that asks for a file. */
async function openImport(page: Page, huitou: Running, currency: string, zone: string): Promise<void> {
  await signInByRequest(page.context(), huitou, OWNER);
  const shop = { name: "松果家", platform: "OTHER", currency, time_zone: zone };
  const made = await page.request.post(`${huitou.address}/api/shops`, { data: shop });
  expect(made.ok(), await made.text()).toBeTruthy();
  await page.goto(`${huitou.address}/imports/new`);
}

function give(page: Page, name: string, text: string) {
  return page.getByLabel("选择文件").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
}

/** The button that imports, named after how many orders it would write. */
function run(page: Page) {
  return page.getByRole("button", { name: /^写入 [\d,]+ 笔订单/ });
}

async function customers(page: Page, huitou: Running): Promise<number> {
  const answer = await page.request.post(`${huitou.address}/api/segments/evaluate`, { data: { shop: 1, query: "" } });
  return (await answer.json()).sums.customers;
}

test("someone without a shop is led to making one, and then to the file", async ({ page, emptyHuitou }) => {
  await signInByRequest(page.context(), emptyHuitou, OWNER);
  await page.goto(`${emptyHuitou.address}/imports/new`);
  const main = page.getByRole("main");
  await expect(main.getByText("还没有店铺")).toBeVisible();
  await expect(page.getByLabel("选择文件")).toHaveCount(0);
  await checkAccessibility(page);
  await main.getByRole("link", { name: "新建店铺" }).click();
  await main.getByRole("button", { name: "新建店铺" }).first().click();
  // What is typed lands in the first field at once.
  const dialog = page.getByRole("dialog", { name: "新建店铺" });
  await expect(dialog.getByLabel("店铺名称")).toBeFocused();
  await page.keyboard.type("松果家");
  await dialog.getByLabel("货币").fill("rmb");
  await expect(dialog.getByLabel("货币")).toHaveValue("CNY");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await page.goto(`${emptyHuitou.address}/imports/new`);
  await expect(page.getByLabel("选择文件")).toHaveCount(1);
  await expect(main.getByText("还没有店铺")).toHaveCount(0);
});

test("a Taobao export in GBK lands, and can be taken back", async ({ page, emptyHuitou }) => {
  await openImport(page, emptyHuitou, "CNY", "Asia/Shanghai");
  await page.getByLabel("选择文件").setInputFiles(fixture("taobao_orders_2018.csv"));
  await expect(page.getByText("识别为：淘宝/天猫订单报表")).toBeVisible();
  await expect(page.getByText(/GBK|GB18030/).first()).toBeVisible();
  await expect(page.getByRole("cell", { name: "松果甲" }).first()).toBeVisible();
  await expect(run(page)).toBeEnabled();
  await checkAccessibility(page);
  await run(page).click();
  await expect(page.getByText("导入完成")).toBeVisible();
  await checkAccessibility(page);
  await expect.poll(() => customers(page, emptyHuitou)).toBeGreaterThan(0);

  await page.getByRole("link", { name: "导入", exact: true }).first().click();
  const batch = page.getByRole("row", { name: /taobao_orders_2018\.csv/ });
  await expect(batch).toContainText("已导入");
  await checkAccessibility(page);
  await batch.getByRole("button", { name: "撤销" }).click();
  await page.getByRole("dialog", { name: /^撤销/ }).getByRole("button", { name: "撤销", exact: true }).click();
  await expect(batch).toContainText("已撤销");
  await expect.poll(() => customers(page, emptyHuitou)).toBe(0);
});

test("a Shopify export brings its buyers and its consent", async ({ page, emptyHuitou }) => {
  await openImport(page, emptyHuitou, "GBP", "Europe/London");
  await page.getByLabel("选择文件").setInputFiles(fixture("shopify_orders.csv"));
  await expect(page.getByText("识别为：Shopify 订单导出")).toBeVisible();
  await run(page).click();
  await expect(page.getByText("导入完成")).toBeVisible();
  await page.getByRole("link", { name: "看客户全貌" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "客户全貌" })).toBeVisible();
  // Ann bought twice in one order and takes mail; Bob does not.
  const reach = page.getByRole("list", { name: "能触达多少人" });
  await expect(reach.getByRole("link", { name: /^邮件\s*1\s/ })).toBeVisible();
});

test("an unknown file is mapped by hand, and rows that do not land can be downloaded", async ({ page, emptyHuitou }) => {
  await openImport(page, emptyHuitou, "CNY", "Asia/Shanghai");
  const rows = ["单据,谁,几时,多少,旧价", "A1,王一,2026-05-01 09:00,100,10", "A2,李二,2026-05-02 09:00,50,20", "A3,张三,五月三日,70,30"];
  await give(page, "账本.csv", `${rows.join("\n")}\n`);
  await expect(page.getByText("没有认出来源")).toBeVisible();
  const columns: [string, string][] = [["订单编号", "单据"], ["买家标识", "谁"], ["付款时间", "几时"], ["实付金额", "旧价"]];
  for (const [field, column] of columns) {
    await page.getByRole("combobox", { name: field, exact: true }).selectOption({ label: column });
  }
  await page.getByRole("button", { name: /^预览/ }).click();
  const seen = page.getByRole("region", { name: "预览" });
  await expect(seen).toContainText("¥30");
  // The wrong column was chosen: another, and what would happen is shown again.
  await page.getByRole("combobox", { name: "实付金额", exact: true }).selectOption({ label: "多少" });
  await page.getByRole("button", { name: "重新预览" }).click();
  await expect(seen).toContainText("¥150");
  await expect(seen).toContainText("五月三日");
  await checkAccessibility(page);
  await run(page).click();
  await expect(page.getByText("导入完成")).toBeVisible();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "下载未能导入的行" }).click();
  const rejects = readFileSync(await (await coming).path(), "utf8");
  expect(rejects).toContain("五月三日");
  expect(rejects).not.toContain("李二");
  expect(await customers(page, emptyHuitou)).toBe(2);
});

test("a broken file is refused with its line, and nothing is written", async ({ page, emptyHuitou }) => {
  await openImport(page, emptyHuitou, "CNY", "Asia/Shanghai");
  const whole = readFileSync(fixture("shopify_orders.csv"), "utf8");
  const cut = `${whole}#1009,"cut in the middle of a quo`;
  for (const [name, text, said] of [
    ["空.csv", "", /空/],
    ["照片.csv", "\u0000\u0001\u0002PNG\u0000".repeat(200), /这不是表格文件/],
    ["半截.csv", cut, /第 \d+ 行/],
  ] as const) {
    await give(page, name, text);
    const wrong = page.getByRole("main").getByRole("alert").or(page.getByRole("main").getByRole("note")).first();
    await expect(wrong, name).toContainText(said);
    await expect(run(page).and(page.locator(":enabled")), name).toHaveCount(0);
  }
  await checkAccessibility(page);
  expect(await customers(page, emptyHuitou)).toBe(0);
  await page.goto(`${emptyHuitou.address}/imports`);
  await expect(page.getByRole("main").getByText("还没有导入过文件")).toBeVisible();
});
