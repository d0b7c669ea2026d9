// Every page, for every person of the demonstration: it answers, breaks no rule of WCAG 2.2 AA in either theme, on a
// desk or on a phone, fits its window, and raises no error in the console.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  OPEN_PAGES,
  discover,
  openBrowser,
  openContext,
  shapeOf,
  signIn,
  signIns,
  tryLooks,
  watch,
} from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** So many pages are tried at a time. */
const TOGETHER = 2;

/** Tries each page in each look; every failure is collected, so one run shows them all. */
async function tryPages(context, pages) {
  const problems = [];
  const left = [...pages];
  const work = async () => {
    const page = await context.newPage();
    const complaints = watch(page);
    for (let entry = left.shift(); entry; entry = left.shift()) {
      await page.goto(entry.path);
      problems.push(...(await tryLooks(page, entry.name)));
    }
    problems.push(...complaints);
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  assert.deepEqual(problems, []);
}

test("pages that need no sign-in", async () => {
  const context = await openContext(browser);
  await tryPages(context, OPEN_PAGES);
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
    await tryPages(context, fresh);
    await context.close();
  });
}
