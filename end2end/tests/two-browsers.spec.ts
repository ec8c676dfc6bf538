// Two people work on one campaign, each in a browser of their own.
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { checkAccessibility, expect, OWNER, signInByRequest, test, type Running } from "../story.js";

/** The plan of the campaign in a browser of its own. */
async function openPlan(browser: Browser, huitou: Running, campaign: string): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  await signInByRequest(context, huitou, OWNER);
  const page = await context.newPage();
  await page.goto(`${huitou.address}/campaigns/${campaign}/1`);
  await expect(plan(page).getByLabel("目的")).toBeVisible();
  return [context, page];
}

function plan(page: Page) {
  return page.getByRole("region", { name: "计划", exact: true });
}

/** A campaign made over the HTTP API, as the application would. */
async function makeCampaign(context: BrowserContext, huitou: Running): Promise<string> {
  await signInByRequest(context, huitou, OWNER);
  const post = async (path: string, data: unknown) => {
    const answer = await context.request.post(huitou.address + path, { data });
    expect(answer.ok(), await answer.text()).toBeTruthy();
    return answer.json();
  };
  await post("/api/shops", { name: "松果家", platform: "TMALL", currency: "CNY", time_zone: "Asia/Shanghai" });
  const campaign = "d00000000000000000000000000000001";
  const fields = { name: "春季上新", origin: "CRM_LED", type: "NEW", scale: "PARTIAL" };
  const edits = Object.entries(fields).map(([path, value], at) => ({
    id: `d0000000000000000000000000000010${at}`,
    document: campaign,
    kind: "campaign",
    shop: 1,
    path,
    value,
    base: 0,
  }));
  await post("/api/edits", { edits });
  return campaign;
}

test("each sees what the other writes, without a reload", async ({ browser, context, emptyHuitou }) => {
  const campaign = await makeCampaign(context, emptyHuitou);
  const [annas, anna] = await openPlan(browser, emptyHuitou, campaign);
  const [bos, bo] = await openPlan(browser, emptyHuitou, campaign);
  await anna.evaluate(() => Object.assign(window, { sameVisit: true }));

  await plan(anna).getByLabel("目的").fill("让老客先试新品");
  await expect(plan(bo).getByLabel("目的")).toHaveValue("让老客先试新品");
  await plan(bo).getByLabel("优惠机制").fill("满 199 减 30");
  await plan(bo).getByLabel("目标订单数").fill("120");
  await plan(bo).getByLabel("目标订单数").blur();
  await expect(plan(anna).getByLabel("优惠机制")).toHaveValue("满 199 减 30");
  await expect(plan(anna).getByLabel("目标订单数")).toHaveValue("120");
  await plan(anna).getByRole("textbox", { name: "活动名称" }).fill("春季上新 · 老客先试");
  await expect(bo.getByRole("heading", { level: 1 })).toHaveText("春季上新 · 老客先试");
  expect(await anna.evaluate(() => "sameVisit" in window)).toBe(true);
  await annas.close();
  await bos.close();
});

test("two writers of one field both learn of it, and nothing is lost", async ({ browser, context, emptyHuitou }) => {
  const campaign = await makeCampaign(context, emptyHuitou);
  const [annas, anna] = await openPlan(browser, emptyHuitou, campaign);
  const [bos, bo] = await openPlan(browser, emptyHuitou, campaign);

  await bos.setOffline(true);
  await plan(bo).getByLabel("目的").fill("博在路上写的");
  await plan(bo).getByLabel("风险").fill("库存只够三天");
  await plan(anna).getByLabel("目的").fill("安娜在店里写的");
  await expect(anna.getByRole("button", { name: /^连接状态/ })).toHaveAccessibleName(/已同步/);
  await bos.setOffline(false);

  const notice = bo.getByRole("status", { name: "同一处被两人修改" });
  await expect(notice).toContainText("博在路上写的", { timeout: 45_000 });
  await expect(notice).toContainText("安娜在店里写的");
  await checkAccessibility(bo);
  await expect(plan(anna).getByLabel("风险")).toHaveValue("库存只够三天");
  // Both now read the same, whichever it is; the other value is one press away.
  const stands = await plan(bo).getByLabel("目的").inputValue();
  await expect(plan(anna).getByLabel("目的")).toHaveValue(stands);
  const other = stands === "博在路上写的" ? "安娜在店里写的" : "博在路上写的";
  await notice.getByRole("button", { name: /^改用对方的$|^改回我的$/ }).click();
  await expect(plan(bo).getByLabel("目的")).toHaveValue(other);
  await expect(plan(anna).getByLabel("目的")).toHaveValue(other);
  await annas.close();
  await bos.close();
});
