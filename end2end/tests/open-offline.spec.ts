// The application is kept by the browser: it opens without a network and can be installed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "@playwright/test";
import { launch } from "../chromium.mjs";
import { expect, OWNER, signIn, signInByRequest, startHuitou, test } from "../story.js";

test("the application opens while the server is away", async ({ page, emptyHuitou }) => {
  await signIn(page, emptyHuitou);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) {
      await new Promise((later) => setTimeout(later, 50));
    }
  });
  await emptyHuitou.pause();
  await page.reload();
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.getByLabel(/^(密码|Password)/)).toHaveCount(0);
  await emptyHuitou.resume();
});

test("what the server answers is never answered from the kept application", async ({ page, emptyHuitou }) => {
  await signIn(page, emptyHuitou);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const kept = await page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys()) {
      if (name.startsWith("huitou-app-")) {
        const requests = await (await caches.open(name)).keys();
        paths.push(...requests.map((request) => new URL(request.url).pathname));
      }
    }
    return paths;
  });
  expect(kept).toContain("/index.html");
  expect(kept.filter((kept) => kept.startsWith("/api") || kept === "/sw.js")).toEqual([]);
  const missing = await page.evaluate(async () => {
    const answer = await fetch("/api/nothing-here");
    return { status: answer.status, type: answer.headers.get("content-type") };
  });
  expect(missing).toEqual({ status: 404, type: "application/problem+json" });
});

test("the browser finds nothing against installing the application", async () => {
  // Installability is only reported outside of a private window, hence a profile of its own.
  const profile = mkdtempSync(path.join(tmpdir(), "huitou-profile-"));
  const huitou = await startHuitou();
  const context = await chromium.launchPersistentContext(profile, { ...launch, headless: true });
  try {
    await signInByRequest(context, huitou, OWNER);
    const page = await context.newPage();
    await page.goto(`${huitou.address}/`);
    await expect(page.getByRole("main")).toBeVisible();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const devtools = await context.newCDPSession(page);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
    const { errors } = await devtools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
  } finally {
    await context.close();
    await huitou.stop();
    rmSync(profile, { recursive: true, force: true });
  }
});
