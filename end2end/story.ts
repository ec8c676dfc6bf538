// What every browser test begins with: a server, a signed-in page, and the audit of accessibility.
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import { DEMO, OWNER, startHuitou, type Running } from "./huitou.mjs";

export { DEMO, OWNER, startHuitou, expect, type Running };

/** Who signs in. */
export type Account = { sign_in: string; password: string };

type PerTest = {
  /** A server with nothing in it but the owner, for tests that write. */
  emptyHuitou: Running;
  /** A page of the demo shop, signed in. */
  demoPage: Page;
};

type PerWorker = {
  /** A server with the demo shop, shared: look at it, change nothing that another test counts on. */
  demoHuitou: Running;
};

/** Playwright's test with a server at hand. */
export const test = base.extend<PerTest, PerWorker>({
  demoHuitou: [
    async ({}, use) => {
      const huitou = await startHuitou({ demo: true });
      await use(huitou);
      await huitou.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  emptyHuitou: async ({}, use) => {
    const huitou = await startHuitou();
    await use(huitou);
    await huitou.stop();
  },
  demoPage: async ({ page, context, demoHuitou }, use) => {
    await signInByRequest(context, demoHuitou, DEMO);
    await page.goto(`${demoHuitou.address}/`);
    await use(page);
  },
});

/** Signs in as a person does, at the page that asks for it. */
export async function signIn(page: Page, huitou: Running, who: Account = OWNER): Promise<void> {
  await page.goto(`${huitou.address}/`);
  await page.getByLabel(/^(登录名|Sign-in name)/).fill(who.sign_in);
  await page.getByLabel(/^(密码|Password)/).fill(who.password);
  await page.getByRole("button", { name: /^(登录|Sign in)$/ }).click();
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.getByLabel(/^(密码|Password)/)).toHaveCount(0);
}

/** Signs a browser in without the page; for tests that are about something else. */
export async function signInByRequest(context: BrowserContext, huitou: Running, who: Account = OWNER): Promise<void> {
  const answer = await context.request.post(`${huitou.address}/api/sign-in`, {
    data: who,
    headers: { "x-huitou": "1" },
  });
  expect(answer.ok(), await answer.text()).toBeTruthy();
}

/** No violation that axe can find, in what is on the screen now. Several screens of one test are several calls. */
export async function checkAccessibility(page: Page): Promise<void> {
  // A colour in the middle of a transition has no contrast worth measuring.
  await page.emulateMedia({ reducedMotion: "reduce" });
  const found = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const violations = found.violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.slice(0, 5).map((node) => node.target.join(" ")),
  }));
  expect(violations).toEqual([]);
}

/** Fails on anything the page writes to the console as an error, from now on. Call the answer at the end. */
export function watchConsole(page: Page): () => void {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // Who is not signed in is told so, and the browser counts that as an error.
    if (message.type() === "error" && !message.text().includes("status of 401")) {
      errors.push(message.text());
    }
  });
  return () => expect(errors).toEqual([]);
}
