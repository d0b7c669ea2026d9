// The register and the form of every kind, and the samples of pages that no link leads to: the same rules as for pages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { COLOURS, axe, dress, fitsWidth, openBrowser, openContext, signIn, tryLooks, watch } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test("the register and the form of every kind", async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  const complaints = watch(page);
  await signIn(page, "ai_manager");
  const registers = await page.locator('.nav a[href^="/r/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  // Registers behind a page of their own are reached from it.
  registers.push("/r/soa");
  assert.ok(registers.length >= 12, registers.join(" "));
  const problems = [];
  for (const path of registers.flatMap((register) => [register, `${register}/new`])) {
    const answer = await page.goto(path);
    // Some kinds are kept by others; that a form is refused is a page that was tried.
    if (answer.status() === 403) continue;
    if (answer.status() !== 200) problems.push(`${answer.status()} ${path}`);
    for (const width of [390, 1440]) {
      await dress(page, { theme: "light", width });
      await fitsWidth(page).catch((error) => problems.push(error.message));
    }
    // They are drawn by the same few components, whose colours every_page and the gallery try in both themes.
    await axe(page, { without: COLOURS }).catch((error) => problems.push(error.message));
  }
  assert.deepEqual([...problems, ...complaints.filter((each) => !each.includes("403"))], []);
  await context.close();
});

test("the samples of pages that nobody reaches by a link", async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await signIn(page, "administrator");
  await page.goto("/_gallery");
  const samples = await page.locator('main a[href^="/_gallery/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const wanted = samples.filter((path) => /\/(board|guide|check|conflict|diff|problem|set_up|import_[a-z_]+|verify|table)\//.test(path));
  assert.ok(wanted.length > 20, samples.join(" "));
  const problems = [];
  for (const path of wanted) {
    await page.goto(path);
    problems.push(...(await tryLooks(page)));
  }
  assert.deepEqual(problems, []);
  await context.close();
});
