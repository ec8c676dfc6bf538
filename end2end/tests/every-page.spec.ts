// Every page, in both languages, both themes and both sizes: usable by everyone, never wider than the screen.
import type { Page } from "@playwright/test";
import { checkAccessibility, DEMO, expect, signInByRequest, test, watchConsole } from "../story.js";

const CLOSED = "/campaigns/demo-wake-up";
const OPEN = "/campaigns/demo-year-end";
const PAGES = [
  "/",
  "/customers",
  "/segments",
  `/segments/new?q=${encodeURIComponent("lifecycle_stage = 'DORMANT' AND amount_spent >= 500")}`,
  "/campaigns",
  ...[1, 2, 3, 4, 5, 6].map((step) => `${OPEN}/${step}`),
  ...[6, 7, 8, 9].map((step) => `${CLOSED}/${step}`),
  `${CLOSED}/report`,
  "/imports",
  "/imports/new",
  "/settings/brand",
  "/settings/shop",
  "/settings/people",
  "/settings/sending",
  "/no-such-page",
];

const SIZES = { desk: { width: 1440, height: 900 }, tablet: { width: 820, height: 1180 } };

/** What has been asked for is there: a heading, and nothing that still loads. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible({ timeout: 20_000 });
  await expect(page.locator(".skeleton, .is-stale")).toHaveCount(0, { timeout: 20_000 });
}

// Each combination of language and theme meets each size once: what breaks by theme does not depend on the size.
for (const [size, theme, lang] of [
  ["desk", "light", "zh-CN"],
  ["desk", "dark", "en"],
  ["tablet", "dark", "zh-CN"],
  ["tablet", "light", "en"],
] as const) {
  test(`every page on a ${size}, ${theme}, ${lang}`, async ({ browser, demoHuitou }) => {
    test.setTimeout(180_000);
    const context = await browser.newContext({ viewport: SIZES[size], locale: lang, colorScheme: theme, reducedMotion: "reduce" });
    await context.addInitScript((theme) => localStorage.setItem("huitou.theme", theme), theme);
    await signInByRequest(context, demoHuitou, DEMO);
    const page = await context.newPage();
    const nothingWrong = watchConsole(page);
    await page.goto(`${demoHuitou.address}/`);
    await expect(page.getByRole("main")).toBeVisible({ timeout: 30_000 });
    for (const path of PAGES) {
      await test.step(path, async () => {
        // Inside the application, as a link would: the program is loaded once.
        await page.evaluate((path) => {
          const link = Object.assign(document.createElement("a"), { href: path });
          document.getElementById("content")?.append(link);
          link.click();
          link.remove();
        }, path);
        await expect(page).toHaveURL(demoHuitou.address + path);
        await settled(page);
        await expect(page.locator("html")).toHaveAttribute("lang", lang);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(beyond, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
        await checkAccessibility(page);
      });
    }
    nothingWrong();
    await context.close();
  });
}

test("the language changes at once, on the page one is on", async ({ demoPage: page, demoHuitou }) => {
  await page.goto(`${demoHuitou.address}/customers`);
  await expect(page.getByRole("heading", { level: 1, name: "客户全貌" })).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameVisit: true }));
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Customer base" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("navigation").first()).not.toContainText(/[一-鿿]{2,}(?<!回头)/);
  expect(await page.evaluate(() => "sameVisit" in window)).toBe(true);
});

test("the keyboard reaches what matters", async ({ demoPage: page, demoHuitou }) => {
  await page.goto(`${demoHuitou.address}/campaigns`);
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "跳到内容" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  const create = page.getByRole("button", { name: "新建活动…" });
  await expect(create).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "新建活动" });
  await expect(dialog).toBeVisible();
  expect(await dialog.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(create).toBeFocused();
  // Two letters lead to a page.
  await page.getByRole("main").focus();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page).toHaveURL(/\/segments$/);
});
