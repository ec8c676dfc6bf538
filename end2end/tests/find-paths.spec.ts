// What the server answers at paths: the page, its parts, and an honest "not here".
import { checkAccessibility, expect, test } from "../story.js";

test("a path that the application does not know leads somewhere", async ({ demoPage: page, demoHuitou }) => {
  await page.goto(`${demoHuitou.address}/no-such-page`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await checkAccessibility(page);
});

test("missing files and unknown calls are not answered with the page", async ({ request, demoHuitou }) => {
  for (const missing of ["/assets/app-0/app.js", "/nothing.png", "/api/nothing", "/api"]) {
    const answer = await request.get(demoHuitou.address + missing);
    expect(answer.status(), missing).toBe(404);
    expect(await answer.text(), missing).not.toContain("<html");
  }
});

test("the parts of the page come compressed, and hashed ones are kept for good", async ({ request, demoHuitou }) => {
  const page = await request.get(`${demoHuitou.address}/`);
  expect(page.headers()["cache-control"]).toContain("no-cache");
  const html = await page.text();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  const parts = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map((match) => match[1]);
  expect(parts.length).toBeGreaterThanOrEqual(4);
  for (const part of new Set(parts)) {
    const answer = await request.get(demoHuitou.address + part, { headers: { "accept-encoding": "br" } });
    expect(answer.status(), part).toBe(200);
    expect(answer.headers()["cache-control"], part).toContain("immutable");
    if (part.endsWith(".wasm")) {
      expect(answer.headers()["content-encoding"], part).toBe("br");
      expect(answer.headers()["content-type"], part).toBe("application/wasm");
    }
  }
});
