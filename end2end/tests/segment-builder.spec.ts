// A segment made by hand and as text: two views of one rule, and why somebody is in or out.
import { checkAccessibility, expect, test } from "../story.js";

test("a segment built by hand reads as text, and text as clauses", async ({ demoPage: page, demoHuitou }) => {
  await page.goto(`${demoHuitou.address}/segments/new`);
  const rule = page.getByRole("group", { name: "规则" });
  const text = page.getByLabel("规则文本");
  const preview = page.getByRole("region", { name: "预览" });
  await rule.getByRole("button", { name: "加一个条件" }).click();
  await rule.getByRole("combobox", { name: "属性" }).selectOption({ label: "订单数" });
  await rule.getByRole("combobox", { name: "比较" }).selectOption({ label: "至少" });
  await rule.getByRole("textbox", { name: "值" }).fill("3");
  await expect(text).toHaveValue("number_of_orders >= 3");
  const steps = preview.getByRole("table", { name: "逐条剩余" });
  await expect(steps.getByRole("row")).toHaveCount(3);
  const regulars = await steps.getByRole("row").last().innerText();

  await rule.getByRole("button", { name: "加一个条件", exact: true }).first().click();
  await rule.getByRole("combobox", { name: "属性" }).last().selectOption({ label: "生命周期" });
  await expect(text).toHaveValue(/^number_of_orders >= 3 AND lifecycle_stage /);
  await expect(steps.getByRole("row")).toHaveCount(4);
  await expect(steps.getByRole("row").nth(2)).toContainText(regulars.split(/\s/).at(-1) ?? "");
  await checkAccessibility(page);

  // The other way round.
  await text.fill("customer_city = '杭州' OR number_of_orders BETWEEN 2 AND 4");
  await expect(rule.getByRole("combobox", { name: "属性" })).toHaveCount(2);
  await expect(rule.getByRole("combobox", { name: "比较" }).first()).toHaveValue("any");
  await checkAccessibility(page);

  await page.getByRole("textbox", { name: "名称" }).fill("杭州或回头客");
  await page.getByRole("button", { name: "保存为细分" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "杭州或回头客" })).toBeVisible();
});

test("a wrong rule says where, and what was meant @en", async ({ demoPage: page, demoHuitou }) => {
  await page.goto(`${demoHuitou.address}/segments/new`);
  const text = page.getByLabel(/^(规则文本|Rule as text)/);
  await text.fill("last_order_date < -30d\nAND amout_spent > 500");
  const wrong = page.getByRole("main").getByRole("alert");
  await expect(wrong).toContainText(/第 2 行第 5 列|Line 2, column 5/);
  await expect(wrong).toContainText("amount_spent");
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await checkAccessibility(page);
  // The place leads to the word.
  await wrong.getByRole("button").click();
  const marked = await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
  expect(marked).toBe("amout_spent");
  await page.keyboard.type("amount_spent");
  await expect(wrong).toHaveCount(0);
  await expect(text).toHaveAttribute("aria-invalid", "false");
});

test("a customer is in or out for reasons that can be read", async ({ demoPage: page, demoHuitou }) => {
  await page.goto(`${demoHuitou.address}/segments/new?q=${encodeURIComponent("number_of_orders >= 3 AND amount_spent > 200")}`);
  const why = page.getByRole("main");
  await why.getByRole("button", { name: /^客户 \d/ }).first().click();
  await expect(why.getByText("· 在这个细分里", { exact: false }).first()).toBeVisible();
  const reasons = why.getByRole("listitem").filter({ hasText: "实际：" });
  await expect(reasons).toHaveCount(2);
  await checkAccessibility(page);
  // The same customer under another rule.
  await page.getByLabel("规则文本").fill("number_of_orders < 3");
  await expect(why.getByText("不在这个细分里").first()).toBeVisible();
  await expect(reasons).toHaveCount(1);
  await page.getByLabel("客户标识").fill("nobody-of-this-name");
  await page.getByRole("button", { name: "查看原因" }).click();
  await expect(why.getByText("店里没有这位客户")).toBeVisible();
});

test("a bar of the customer base opens as a segment of as many customers", async ({ demoPage: page }) => {
  await page.getByRole("link", { name: "客户全貌" }).first().click();
  const stages = page.getByRole("main").getByRole("list", { name: "客户生命周期" });
  const bar = stages.getByRole("link", { name: /^沉睡/ });
  const customers = /沉睡\s*([\d,]+)/.exec(await bar.innerText())?.[1] ?? "none";
  await bar.click();
  await expect(page.getByLabel("规则文本")).toHaveValue("lifecycle_stage = 'DORMANT'");
  const steps = page.getByRole("table", { name: "逐条剩余" });
  await expect(steps.getByRole("row").last()).toContainText(customers);
});

test("who got a campaign, and for whom a product comes to its end", async ({ demoPage: page, demoHuitou }) => {
  const text = page.getByLabel("规则文本");
  const rule = page.getByRole("group", { name: "规则" });
  const steps = page.getByRole("table", { name: "逐条剩余" });
  const left = async () => Number(/([\d,]+)$/.exec((await steps.getByRole("row").last().innerText()).trim())?.[1]?.replaceAll(",", ""));
  const ask = async (query: string, expected: RegExp) => {
    await text.fill(query);
    await expect(text).toHaveValue(expected);
    await expect(steps.getByRole("row").last()).toContainText(query);
    return left();
  };
  await page.goto(`${demoHuitou.address}/segments/new`);
  await rule.getByRole("button", { name: "加一个条件" }).click();
  await rule.getByRole("combobox", { name: "属性" }).selectOption({ label: "活动响应" });
  // A campaign is chosen by its name, and its id stands in the text.
  await rule.getByRole("combobox", { name: "加限定" }).selectOption({ label: "活动" });
  await expect(text).toHaveValue(/^campaign_activity\(id: '', event: 'SENT'/);
  const values = rule.getByRole("combobox", { name: "值" });
  await values.first().selectOption({ label: "焕新补货周" });
  await expect(text).toHaveValue(/^campaign_activity\(id: 'demo-autumn-refill', event: 'SENT'/);
  await checkAccessibility(page);

  // Those who got a message and those who were held out are different people.
  const named = "campaign_activity(id: 'demo-autumn-refill', event:";
  const sent = await ask(`${named} 'SENT')`, /'SENT'\)$/);
  const heldOut = await ask(`${named} 'HELD_OUT')`, /'HELD_OUT'\)$/);
  const either = await ask(`${named} IN ('SENT', 'HELD_OUT'))`, /'HELD_OUT'\)\)$/);
  expect(sent).toBeGreaterThan(0);
  expect(heldOut).toBeGreaterThan(0);
  expect(either).toBe(sent + heldOut);

  await text.fill("product_cycle(stage: 'RUN_OUT')");
  await expect(rule.getByRole("combobox", { name: "值" })).toHaveValue("RUN_OUT");
  await page.getByRole("main").getByRole("button", { name: /^客户 \d/ }).first().click();
  await expect(page.getByRole("listitem").filter({ hasText: /实际：.*结束期/ })).toBeVisible();
});
