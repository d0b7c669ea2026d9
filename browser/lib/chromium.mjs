// Debian's Chromium without a window, and the contexts that pages are tried in.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** The same engine without the parts of a desktop browser, where it is installed: it takes a fifth less time. */
const EXECUTABLE = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(existsSync);
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // No other host than the program's is reached: a page that leans on a foreign script or font fails here and not at the
  // reader's. By the browser rather than by the harness, whose looking at every request would switch its cache off.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

export const THEMES = ["light", "dark"];
/** A desk and a phone, in CSS pixels. */
export const WIDTHS = [1440, 390];
const HEIGHTS = { 1440: 900, 390: 844 };

/** Starts the browser; close it with `close()`. */
export function openBrowser() {
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args: FLAGS });
}

/**
 * A fresh context, signed in nowhere.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {{address?: string, theme?: "light" | "dark", width?: number, scripts?: boolean}} options
 */
export async function openContext(browser, options = {}) {
  const { address = programAddress(), theme = "light", width = WIDTHS[0], scripts = true } = options;
  const context = await browser.newContext({
    baseURL: address,
    colorScheme: theme,
    viewport: { width, height: HEIGHTS[width] ?? 900 },
    javaScriptEnabled: scripts,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  context.setDefaultTimeout(15_000);
  return context;
}

/** A fresh context in which no script runs. */
export function openWithoutScripts(browser, options = {}) {
  return openContext(browser, { ...options, scripts: false });
}

/** Turns a page that is already open to a theme and width, without loading it again. */
export async function dress(page, { theme, width }) {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height: HEIGHTS[width] ?? 900 });
}

/** Where `run.mjs` said that the program listens. */
export function programAddress() {
  const address = process.env.PLUMBLINE_ADDRESS;
  if (!address) throw new Error("PLUMBLINE_ADDRESS is not set; start the tests with run.mjs");
  return address;
}

/**
 * Collects what goes wrong unseen: errors in scripts, the console's errors (a refused script or style among them),
 * and answers of 500 and above.
 */
export function watch(page) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
}
