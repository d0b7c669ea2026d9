// The guide through an impact assessment with scripts off, and its pages in both themes, on a desk and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openContext, pageOf, press, saysWhat, tryDressed } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test("an assessment begins at a use, shows what records say, and is saved step by step", async () => {
  const page = await pageOf(browser, "owner");
  await page.goto("/r/use/USE-0002");
  await page.goto("/impact/use/USE-0002");
  await press(page, "Begin the assessment");
  const guide = new URL(page.url()).pathname;
  assert.match(guide, /^\/impact\/AIA-\d+$/, await saysWhat(page));
  await page.goto(`${guide}/step/purpose`);
  const main = page.locator("main");
  assert.match(await main.innerText(), /Filled in here word for word/);
  const said = await page.inputValue('[name="intended_use"]');
  assert.ok(said.length > 10, "the purpose of the use stands there");
  await press(page, "Save and go on");
  assert.match(new URL(page.url()).pathname, /\/step\/context$/, await saysWhat(page));
  await page.goto(`${guide}/step/groups`);
  await page.check('[name="answers.groups_children"][value="minor"]');
  await press(page, "Save and back");
  assert.equal(new URL(page.url()).pathname, guide, await saysWhat(page));
  assert.match(await main.innerText(), /Effects on groups\s+Not filled in: .*\s+Begun/);
  await page.goto(`${guide}/step/purpose`);
  assert.equal(await page.inputValue('[name="intended_use"]'), said);
});

test("the pages in both themes and on a phone", async () => {
  const page = await pageOf(browser, "ai_manager", openContext);
  for (const [name, path] of [
    ["assessment", "/impact/AIA-0001"],
    ["assessment-step", "/impact/AIA-0001/step/fairness"],
    ["assessment-questions", "/impact/AIA-0001/step/individuals"],
    ["assessment-effects", "/impact/AIA-0001/step/effects"],
    ["assessment-rights", "/impact/AIA-0001/rights"],
    ["assessment-begin", "/impact/use/USE-0001"],
  ]) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    await tryDressed(page, name);
  }
});
