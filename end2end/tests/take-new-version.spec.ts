// A newer application waits until the person takes it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "../story.js";

test("a newer application is announced, and runs when it is taken", async ({ page, demoHuitou }) => {
  // In front of the program stands a server that tells of another version when asked to.
  let version = "";
  const front = createServer(async (request, response) => {
    const answer = await fetch(demoHuitou.address + request.url, { headers: { accept: request.headers.accept ?? "*/*" } });
    let body = Buffer.from(await answer.arrayBuffer());
    if (request.url === "/sw.js" && version) {
      body = Buffer.from(body.toString().replace(/const VERSION = "[^"]+"/, `const VERSION = "${version}"`));
    }
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "text/plain",
      "cache-control": answer.headers.get("cache-control") ?? "no-cache",
    });
    response.end(body);
  });
  await new Promise<void>((listening) => front.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const cached = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("huitou-app-")));
  try {
    await page.goto(address);
    await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
    const before = await cached();
    expect(before).toHaveLength(1);
    await expect(page.locator("html")).not.toHaveAttribute("data-new-version");

    version = "a-newer-one";
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await expect(page.locator("html")).toHaveAttribute("data-new-version", "yes");
    await page.evaluate(() => Object.assign(window, { thisVisit: true }));

    await page.evaluate(() => window.dispatchEvent(new Event("huitou:take-new-version")));
    await expect.poll(() => page.evaluate(() => "thisVisit" in window).catch(() => true)).toBe(false);
    await expect.poll(cached).toEqual(["huitou-app-a-newer-one"]);
    await expect(page.locator("html")).not.toHaveAttribute("data-new-version");
  } finally {
    front.closeAllConnections();
    front.close();
  }
});
