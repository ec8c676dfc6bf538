// Starts the real program on a free port with a data folder of its own, and stops it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The program under test. */
export const PROGRAM = process.env.HUITOU_BIN ?? path.join(ROOT, "target", "release", "huitou");

/** Who can sign in at a server that the tests started. */
export const OWNER = { sign_in: "owner", password: "owner-of-the-tests" };
/** The account of the demo shop; only where the server was started with it. */
export const DEMO = { sign_in: "demo", password: "demo-of-the-tests" };

/**
 * A running server.
 * @typedef {object} Running
 * @property {string} address its first page, without a slash at the end
 * @property {string} folder its data folder
 * @property {() => string} output what it has said so far
 * @property {(...words: string[]) => {status: number | null, stdout: string, stderr: string}} command runs the program beside it on the same data
 * @property {() => Promise<void>} pause ends the process and keeps the data
 * @property {() => Promise<void>} resume starts it again at the same address
 * @property {() => Promise<void>} stop ends the process and deletes the data
 */

/**
 * Starts a server.
 * @param {{demo?: boolean, words?: string[], env?: Record<string, string>}} [options] `demo` puts the demo shop inside
 * @returns {Promise<Running>}
 */
export async function startHuitou(options = {}) {
  if (!existsSync(PROGRAM)) {
    throw new Error(`${PROGRAM} is missing: run cargo xtask test --only e2e, or set HUITOU_BIN`);
  }
  const folder = mkdtempSync(path.join(tmpdir(), "huitou-test-"));
  const data = path.join(folder, "data");
  let said = "";
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  let listen = "127.0.0.1:0";
  // A test that breaks off leaves nothing running.
  const abandon = () => void child?.kill("SIGKILL");
  process.once("exit", abandon);

  const start = () =>
    /** @type {Promise<string>} */ (
      new Promise((found, failed) => {
        const words = ["serve", "--data", data, "--listen", listen, ...(options.demo ? ["--demo"] : []), ...(options.words ?? [])];
        const begun = said.length;
        const started = spawn(PROGRAM, words, {
          cwd: folder,
          env: {
            ...process.env,
            HUITOU_OWNER_PASSWORD: OWNER.password,
            HUITOU_DEMO_PASSWORD: DEMO.password,
            ...options.env,
          },
          stdio: ["ignore", "pipe", "pipe"],
        });
        child = started;
        const patience = setTimeout(() => failed(new Error(`Huitou did not start in 60 s:\n${said}`)), 60_000);
        const hear = (/** @type {Buffer} */ bytes) => {
          said += bytes.toString();
          const address = said.slice(begun).match(/Huitou is at (http:\/\/[\d.:]+)/);
          if (address) {
            clearTimeout(patience);
            found(address[1]);
          }
        };
        started.stdout.on("data", hear);
        started.stderr.on("data", hear);
        started.on("error", failed);
        started.on("exit", (code) => {
          clearTimeout(patience);
          failed(new Error(`Huitou ended with ${code}:\n${said}`));
        });
      })
    );

  const pause = () =>
    /** @type {Promise<void>} */ (
      new Promise((ended) => {
        const running = child;
        child = undefined;
        if (!running || running.exitCode !== null || running.signalCode !== null) {
          return ended();
        }
        running.once("exit", () => ended());
        running.kill("SIGTERM");
        setTimeout(() => running.kill("SIGKILL"), 8_000).unref();
      })
    );

  let address;
  try {
    address = await start();
  } catch (failure) {
    await pause();
    rmSync(folder, { recursive: true, force: true });
    throw failure;
  }
  listen = new URL(address).host;
  return {
    address,
    folder: data,
    output: () => said,
    command: (...words) => {
      const done = spawnSync(PROGRAM, [...words, "--data", data], { cwd: ROOT, encoding: "utf8" });
      return { status: done.status, stdout: done.stdout, stderr: done.stderr };
    },
    pause,
    resume: async () => {
      await start();
    },
    stop: async () => {
      process.off("exit", abandon);
      await pause();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
