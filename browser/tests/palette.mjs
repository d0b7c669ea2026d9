// The palette: opens by `/` and by Ctrl or Cmd with K, finds a record, goes there, and gives focus back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, openBrowser, openContext, signIn, watch } from "../harness.mjs";

let browser;
let page;
let complaints;
before(async () => {
  browser = await openBrowser();
  page = await (await openContext(browser)).newPage();
  complaints = watch(page);
  await signIn(page, "ai_manager");
});
after(() => browser.close());

const dialog = () => page.locator("dialog.palette");

for (const key of ["/", "Control+k", "Meta+k"]) {
  test(`${key} opens it, Escape closes it and focus comes back`, async () => {
    await page.goto("/r/system");
    const before = page.locator("main a.name").first();
    await before.focus();
    await page.keyboard.press(key);
    assert.equal(await dialog().evaluate((element) => element.open), true);
    assert.equal(await dialog().locator("input").evaluate((input) => input === document.activeElement), true);
    await page.keyboard.press("Escape");
    assert.equal(await dialog().evaluate((element) => element.open), false);
    assert.equal(await before.evaluate((link) => link === document.activeElement), true);
  });
}

test("a slash in a field is a slash", async () => {
  await page.goto("/r/system");
  const search = page.locator('main input[type="search"]');
  await search.focus();
  await page.keyboard.type("a/b");
  assert.equal(await search.inputValue(), "a/b");
  assert.equal(await dialog().count(), 0);
});

test("it finds a record by its name, arrows reach it, Enter goes there", async () => {
  await page.goto("/r/system");
  const row = page.locator("main tbody tr").nth(2);
  const name = (await row.locator("a.name").innerText()).trim();
  const reference = (await row.locator("td.ref").innerText()).trim();
  await page.goto("/help");
  await page.keyboard.press("/");
  await page.keyboard.type(name);
  const found = dialog().locator(`a[href$="/r/system/${reference}"]`);
  await found.waitFor();
  await axe(page);
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press("ArrowDown");
    if (await found.evaluate((link) => link === document.activeElement)) break;
  }
  await Promise.all([page.waitForURL(`**/r/system/${reference}`), page.keyboard.press("Enter")]);
  assert.equal(await page.locator("main h1").innerText(), name);
});

test("Enter on a reference goes straight to the record", async () => {
  await page.goto("/");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("DOC-0005");
  await dialog().locator('a[href*="DOC-0005"]').first().waitFor();
  await Promise.all([page.waitForURL("**/r/document/DOC-0005"), page.keyboard.press("Enter")]);
  assert.deepEqual(complaints, []);
});
