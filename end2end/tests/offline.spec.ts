// Work goes on without a network: everything opens, previews, is kept on the device, and arrives later.
import type { Page } from "@playwright/test";
import { checkAccessibility, DEMO, expect, signIn, startHuitou, test, type Running } from "../story.js";

/** The number in the preview's last step. */
function left(page: Page) {
  return page.getByRole("table", { name: "逐条剩余" }).getByRole("row").last().getByRole("cell").last();
}

/** The field of a document as the server has it. */
async function agreed(page: Page, huitou: Running, document: string, path: string): Promise<unknown> {
  const answer = await page.request.get(`${huitou.address}/api/changes?since=0`);
  const { changes } = await answer.json();
  const ofField = changes.filter((change: any) => change.edit.document === document && change.edit.path === path);
  return ofField.at(-1)?.edit.value;
}

test("a segment and a brief are written without a network and arrive later", async ({ page, context }) => {
  test.setTimeout(120_000);
  const huitou = await startHuitou({ demo: true });
  try {
    await signIn(page, huitou, DEMO);
    await page.goto(`${huitou.address}/segments/new`);
    await page.getByRole("textbox", { name: "名称" }).fill("离线试验");
    await page.getByLabel("规则文本").fill("number_of_orders >= 2");
    await expect(left(page)).toHaveText(/[\d,]{3,}/);
    await page.getByRole("button", { name: "保存为细分" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "离线试验" })).toBeVisible();
    const segment = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    const mark = page.getByRole("button", { name: /^连接状态/ });
    await expect(mark).toHaveAccessibleName(/已同步/);
    await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), { timeout: 30_000 }).toBe(true);

    // The server is gone, and the browser knows no network either.
    await huitou.pause();
    await context.setOffline(true);
    await page.reload();
    await expect(mark).toHaveAccessibleName(/离线/);

    await page.getByRole("link", { name: "客户细分" }).click();
    await page.getByRole("link", { name: "离线试验" }).click();
    await expect(page.getByLabel("规则文本")).toHaveValue("number_of_orders >= 2");
    const before = await left(page).innerText();
    await page.getByLabel("规则文本").fill("number_of_orders >= 2 AND last_order_date < -90d");
    await expect(left(page)).not.toHaveText(before);
    await expect(page.getByText(before, { exact: true }).first()).toBeVisible();
    await checkAccessibility(page);

    await page.getByRole("link", { name: "营销活动" }).click();
    await page.getByRole("link", { name: "年末会员感恩" }).click();
    await page.getByRole("navigation", { name: "活动步骤" }).first().getByRole("link", { name: /计划/ }).click();
    const purpose = page.getByRole("region", { name: "计划", exact: true }).getByLabel("目的");
    await purpose.fill("在火车上写下的目的");
    await expect(page.getByRole("main").getByRole("status").filter({ hasText: "已存在本机" }).first()).toBeVisible();
    const campaign = new URL(page.url()).pathname.split("/")[2];
    await checkAccessibility(page);
    // Not even closing the page loses anything.
    await page.reload();
    await expect(purpose).toHaveValue("在火车上写下的目的");

    await huitou.resume();
    await context.setOffline(false);
    await expect(mark).toHaveAccessibleName(/已同步/, { timeout: 45_000 });
    expect(await agreed(page, huitou, segment, "query")).toBe("number_of_orders >= 2 AND last_order_date < -90d");
    expect(await agreed(page, huitou, segment, "name")).toBe("离线试验");
    expect(await agreed(page, huitou, campaign, "brief.purpose")).toBe("在火车上写下的目的");
  } finally {
    await huitou.stop();
  }
});
