// Browser tests against the real program. `cargo xtask test --only e2e` builds it and runs these.
import { defineConfig, devices } from "@playwright/test";
import { launch } from "./chromium.mjs";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/files",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    launchOptions: launch,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "zh-CN" },
    // Once more in English, for what is marked so.
    { name: "en", grep: /@en/, use: { locale: "en-US" } },
    // A tablet held upright, for what is marked so.
    { name: "tablet", grep: /@tablet/, use: { viewport: { width: 820, height: 1180 }, hasTouch: true } },
  ],
});
