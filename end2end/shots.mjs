// Pictures of every page, to be looked at by people: node shots.mjs [folder] [--path=/campaigns] [--address=http://…] [--user=demo:password]
// Without an address it starts the program with the demo shop. Both sizes, both themes; English once, in light.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { launch } from "./chromium.mjs";
import { DEMO, startHuitou } from "./huitou.mjs";

const words = process.argv.slice(2);
/** @param {string} name */
const given = (name) => words.filter((word) => word.startsWith(`--${name}=`)).map((word) => word.slice(name.length + 3));
const folder = words.find((word) => !word.startsWith("--")) ?? "test-results/shots";
const user = given("user")[0]?.split(":");
const account = user ? { sign_in: user[0], password: user.slice(1).join(":") } : DEMO;

const running = given("address")[0] ? undefined : await startHuitou({ demo: true });
const address = given("address")[0] ?? running?.address ?? "";
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch(launch);

/** Each way of looking at a page. */
const looks = [
  { name: "desk", width: 1440, height: 900, theme: "light", lang: "zh-CN" },
  { name: "desk-dark", width: 1440, height: 900, theme: "dark", lang: "zh-CN" },
  { name: "desk-en", width: 1440, height: 900, theme: "light", lang: "en" },
  { name: "tablet", width: 820, height: 1180, theme: "light", lang: "zh-CN" },
  { name: "tablet-dark-en", width: 820, height: 1180, theme: "dark", lang: "en" },
];
const only = given("look");

/**
 * The pages that can be reached from the navigation, and the first of each list on them.
 * @param {import("@playwright/test").Page} page
 */
async function findPaths(page) {
  const found = new Set(["/"]);
  const waiting = ["/"];
  while (waiting.length > 0 && found.size < 40) {
    await open(page, /** @type {string} */ (waiting.shift()));
    const links = await page.locator("a[href^='/']").evaluateAll((all) => all.map((a) => new URL(/** @type {any} */ (a).href).pathname));
    // One of a kind is enough: pages that differ in a number or an identifier look alike.
    const kind = (/** @type {string} */ path) => path.replace(/\/[0-9a-f-]{8,}|\/\d+/g, "/…");
    for (const link of links) {
      if (![...found].some((known) => kind(known) === kind(link)) && !/^\/(api|u)\//.test(link)) {
        found.add(link);
        waiting.push(link);
      }
    }
  }
  return [...found];
}

/**
 * @param {import("@playwright/test").Page} page
 * @param {string} to
 */
async function open(page, to) {
  await page.goto(address + to);
  await page.getByRole("main").first().waitFor({ timeout: 20_000 }).catch(() => console.log(`  ${to}: no main`));
  // The stream of events keeps the network busy for good, so there is no idle to wait for.
  await page.waitForTimeout(900);
}

let paths = given("path");
const signInToo = paths.length === 0 || paths.includes("/sign-in");
for (const look of looks.filter((look) => only.length === 0 || only.includes(look.name))) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    locale: look.lang === "en" ? "en-US" : "zh-CN",
    timezoneId: "Asia/Shanghai",
    colorScheme: look.theme === "dark" ? "dark" : "light",
    reducedMotion: "reduce",
    serviceWorkers: "block",
  });
  await context.addInitScript(
    ([theme, lang]) => {
      localStorage.setItem("huitou.theme", theme);
      localStorage.setItem("huitou.lang", lang);
    },
    [look.theme, look.lang],
  );
  const page = await context.newPage();
  page.on("pageerror", (error) => console.log(`  ${page.url()}: ${error}`));
  page.on("console", (message) => message.type() === "error" && console.log(`  ${page.url()}: ${message.text()}`));
  if (signInToo) {
    await page.goto(`${address}/`);
    await page.waitForTimeout(900);
    await page.screenshot({ path: path.join(folder, `sign-in.${look.name}.png`) });
  }
  const answer = await context.request.post(`${address}/api/sign-in`, { data: account, headers: { "x-huitou": "1" } });
  if (!answer.ok()) {
    throw new Error(`cannot sign in: ${answer.status()} ${await answer.text()}`);
  }
  if (paths.length === 0) {
    paths = await findPaths(page);
  }
  for (const to of paths.filter((to) => to !== "/sign-in")) {
    await open(page, to);
    const name = to === "/" ? "home" : to.slice(1).replaceAll("/", "-");
    await page.screenshot({ path: path.join(folder, `${name}.${look.name}.png`) });
    const tall = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight + 40);
    if (tall) {
      await page.screenshot({ path: path.join(folder, `${name}.${look.name}.whole.png`), fullPage: true });
    }
    console.log(`${look.name} ${to}`);
  }
  await context.close();
}
await browser.close();
await running?.stop();
