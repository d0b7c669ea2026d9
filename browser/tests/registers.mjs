// A register by the keyboard alone, and with scripts off: filter, arrange, select, change, and back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openContext, openWithoutScripts, signIn } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** Titles of the rows that are shown. */
const titles = (page) => page.locator("[data-keys=rows] a.name").allTextContents();

test("a condition is added and rows are walked and selected by keys alone", async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await signIn(page, "ai_manager");
  await page.goto("/r/use");
  const all = (await titles(page)).length;
  await page.keyboard.press("f");
  const further = page.locator("select[name=add]");
  assert.ok(await further.isVisible(), "f opens the filters");
  await further.focus();
  await page.keyboard.type("Stage");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/add=stage/);
  assert.equal(await page.evaluate(() => document.activeElement.name), "op", "one goes on typing where one is");
  const pilot = page.getByLabel("Pilot", { exact: true });
  await pilot.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.waitForURL(/w1\.stage\.is=pilot/);
  const some = (await titles(page)).length;
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  await page.keyboard.press("c");
  await page.waitForURL(/panel=arrange/);
  await page.waitForFunction(() => document.activeElement.name === "sort");
  await page.keyboard.press("Escape");
  for (const key of ["j", "x", "ArrowDown", "x"]) await page.keyboard.press(key);
  assert.equal(await page.locator("input[name=id]:checked").count(), 2);
  await page.keyboard.press("u");
  assert.equal(await page.locator("input[name=id]:checked").count(), 0, "u takes the selection back");
  await page.keyboard.press("e");
  await page.waitForURL(/cells=edit/);
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await page.keyboard.press("Enter");
  await page.waitForURL(/edit\?only=name/);
  assert.equal(await page.locator("#form .field").count(), 1, "a cell has a page of one field");
  await page.goBack();
  await context.close();
});

test("what a column is called and what is done with it stand beside each other", async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await signIn(page, "ai_manager");
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/r/risk?panel=arrange");
    const rows = page.locator(".picks .choice");
    assert.ok((await rows.count()) > 10);
    const over = await rows.evaluateAll((all) => all.filter((row) => row.scrollWidth > row.clientWidth).map((row) => row.textContent));
    assert.deepEqual(over, [], `at ${width} px`);
  }
  await context.close();
});

test("a field of several records is previewed with scripts off, and nothing is written before", async () => {
  const context = await openWithoutScripts(browser);
  const page = await context.newPage();
  await signIn(page, "ai_manager");
  await page.goto("/r/use?w1.stage.is=pilot&sort=-name&group=owner");
  assert.ok((await page.locator("th[scope=rowgroup]").count()) > 0, "rows stand in groups");
  const boxes = page.locator("input[name=id]");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole("button", { name: "Change a field" }).click();
  await page.selectOption("select[name=field]", "owner");
  await page.getByRole("button", { name: "Next" }).click();
  await page.locator("select[name=owner], input[name=owner]").first().waitFor();
  const select = page.locator("select[name=owner]");
  if (await select.count()) await select.selectOption({ index: 1 });
  await page.fill("textarea[name=reason]", "A trial.");
  await page.getByRole("button", { name: "Preview" }).click();
  assert.equal(await page.locator("table tbody tr").count(), 2);
  assert.ok((await page.getByRole("link", { name: "Back to the register" }).count()) > 0);
  await context.close();
});
