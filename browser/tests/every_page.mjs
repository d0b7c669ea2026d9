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
    const fresh = pages.filter(({ path }) => !tried.has(shapeOf(new URL(path, page.url()))));
    for (const { path } of fresh) tried.add(shapeOf(new URL(path, page.url())));
    await tryPages(page, fresh);
    await context.close();
  });
}
