// Which browser the tests and pictures use, and how it is started.
import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser's program; undefined leaves the choice to Playwright. */
const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));

/** Without these a Chromium on a closed network spends its start looking for its maker's hosts. */
const args = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-gpu",
];
if (process.getuid?.() === 0) {
  args.push("--no-sandbox");
}

/** Launch options for Playwright. */
export const launch = { executablePath, args };
