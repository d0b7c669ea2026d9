// With scripts off a person can sign in and read every page that links lead to.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { discover, openBrowser, openWithoutScripts, signIn, signIns } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test("every page answers without scripts", async () => {
  const context = await openWithoutScripts(browser);
  const page = await context.newPage();
  await signIn(page, signIns()[0].role);
  const pages = await discover(page);
  assert.ok(pages.length > 1, "no page behind the first");
  const unanswered = pages.filter((each) => each.status >= 400).map((each) => `${each.status} ${each.path}`);
  assert.deepEqual(unanswered, []);
  const headless = [];
  for (const { path } of pages) {
    await page.goto(path);
    const heading = page.locator("main h1");
    if ((await heading.count()) !== 1 || !(await heading.isVisible())) headless.push(path);
  }
  assert.deepEqual(headless, [], "pages without one visible heading of the first rank in main");
  await context.close();
});
