// Signing in and out.
import { checkAccessibility, DEMO, expect, signIn, test, watchConsole } from "../story.js";

test("someone who signs in sees the shop's home and can leave again @en", async ({ page, demoHuitou }) => {
  const nothingWrong = watchConsole(page);
  await signIn(page, demoHuitou, DEMO);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("navigation").first()).toBeVisible();
  await page.getByRole("button", { name: /我的账户|My account/ }).click();
  await page.getByRole("button", { name: /退出登录|Sign out/ }).click();
  await expect(page.getByLabel(/^(密码|Password)/)).toBeVisible();
  nothingWrong();
});

test("a wrong password is refused and the page says what to do @en", async ({ page, demoHuitou }) => {
  await page.goto(`${demoHuitou.address}/`);
  await page.getByLabel(/^(登录名|Sign-in name)/).fill(DEMO.sign_in);
  await page.getByLabel(/^(密码|Password)/).fill("not the password");
  await page.getByRole("button", { name: /^(登录|Sign in)$/ }).click();
  const name = page.getByLabel(/^(登录名|Sign-in name)/);
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/密码|password/);
  await expect(page.getByLabel(/^(密码|Password)/)).toBeVisible();
});

test("the page that asks for the password can be used by everyone @en @tablet", async ({ page, demoHuitou }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${demoHuitou.address}/`);
    await expect(page.getByLabel(/^(密码|Password)/)).toBeVisible();
    await checkAccessibility(page);
  }
});

test("the language is switched at once and remembered", async ({ page, demoHuitou }) => {
  await page.goto(`${demoHuitou.address}/`);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});
