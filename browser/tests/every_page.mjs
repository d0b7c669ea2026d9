// Every page, for every person of the demonstration: it answers, breaks no rule of WCAG 2.2 AA in either theme, on a
// desk or on a phone, fits its window, and raises no error in the console.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  OPEN_PAGES,
  axe,
  discover,
  dress,
  everyPage,
  fitsWidth,
  openBrowser,
  openContext,
  shapeOf,
  signIn,
  signIns,
  watch,
} from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** Tries each page in each theme and width; every failure is collected, so one run shows them all. */
async function tryPages(page, pages) {
  const complaints = watch(page);
  const problems = [];
  let open = null;
  for (const entry of everyPage(pages)) {
    if (open !== entry.path) await page.goto(entry.path);
    open = entry.path;
    await dress(page, entry);
    const failed = (error) => problems.push(`${entry.name}, ${entry.theme}, ${entry.width} px: ${error.message}`);
    await axe(page, { coloursOnly: entry.theme === "dark" }).catch(failed);
    await fitsWidth(page).catch(failed);
  }
  assert.deepEqual([...problems, ...complaints], []);
}

test("pages that need no sign-in", async () => {
  const context = await openContext(browser);
  await tryPages(await context.newPage(), OPEN_PAGES);
  await context.close();
});

const tried = new Set();
for (const { role } of signIns()) {
  test(`pages of ${role}`, async () => {
    const context = await openContext(browser);
    const page = await context.newPage();
    await signIn(page, role);
    const pages = await discover(page);
    assert.ok(pages.length > 1, `${role} finds no page behind the first`);
    const unanswered = pages.filter((each) => each.status >= 400).map((each) => `${each.status} ${each.path}`);
    assert.deepEqual(unanswered, []);
    // A shape of page that another person has shown is not tried again.
    // The gallery holds everything at once and is slow to try; its samples are tried one by one below.
    const fresh = pages.filter(({ path }) => !path.startsWith("/_gallery") && !tried.has(shapeOf(new URL(path, page.url()))));
    for (const { path } of fresh) tried.add(shapeOf(new URL(path, page.url())));
    await tryPages(page, fresh);
    await context.close();
  });
}

test("the register and the form of every kind", async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  const complaints = watch(page);
  await signIn(page, "ai_manager");
  const registers = await page.locator('.nav a[href^="/r/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
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
    await axe(page).catch((error) => problems.push(error.message));
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
    for (const entry of everyPage([{ path }])) {
      if (entry.width === 390 && entry.theme === "dark") continue;
      await dress(page, entry);
      await axe(page, { coloursOnly: entry.theme === "dark" }).catch((error) => problems.push(`${entry.theme}: ${error.message}`));
      await fitsWidth(page).catch((error) => problems.push(error.message));
    }
  }
  assert.deepEqual(problems, []);
  await context.close();
});
