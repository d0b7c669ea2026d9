// What is typed is shown and never obeyed: scripts, markup, letters that turn the line round, words without an end.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WIDTHS, axe, dress, fitsWidth, makeDocument, openBrowser, openContext, press, signIn, watch } from "../harness.mjs";

const SCRIPT = `<script>window.taken=1</script><img src=x onerror="window.taken=1">"'><svg onload=window.taken=1>`;
const HOSTILE = {
  "a script": SCRIPT,
  "a line that runs from right to left": "\u05E9\u05DC\u05D5\u05DD, Policy \u0645\u0631\u062D\u0628\u0627 (1) end",
  "one long word": "W".repeat(120),
  "letters of many scripts": "日本語 العربية हिन्दी 👩🏽‍⚖️ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
  "a template": "{{7*7}} ${7*7} %s %00 {name}",
};

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

for (const [what, typed] of Object.entries(HOSTILE)) {
  test(`${what} is shown harmlessly`, async () => {
    const page = await (await openContext(browser)).newPage();
    const complaints = watch(page);
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    await signIn(page, "ai_manager");
    const address = await makeDocument(page, { name: typed, text: `${typed}\n\n${typed}`, summary: typed });
    const problems = [];
    const search = `/search?q=${encodeURIComponent(typed.slice(0, 40))}`;
    const pages = [address, `${address}/edit`, `${address}/document`, `${address}/history`, `${address}/act/submit`, "/r/document?dir=desc&sort=name&per=200", search];
    for (const path of pages) {
      const answer = await page.goto(path);
      if (answer.status() >= 400) problems.push(`${answer.status()} ${path}`);
      for (const width of WIDTHS) {
        await dress(page, { theme: "light", width });
        await fitsWidth(page).catch((error) => problems.push(error.message));
      }
      if (await page.evaluate(() => window.taken)) problems.push(`${path} ran what was typed`);
    }
    await page.goto(address);
    const heading = await page.locator("main h1").evaluate((element) => element.textContent);
    assert.equal(heading.replace(/\s+/g, " "), typed.replace(/\s+/g, " "));
    await axe(page);
    assert.deepEqual([...problems, ...complaints], []);
  });
}

test("signs that turn a line round are refused, and the field is named", async () => {
  const page = await (await openContext(browser)).newPage();
  await signIn(page, "ai_manager");
  await page.goto("/r/document/new");
  await page.fill('[name="name"]', "Policy \u202Etxt.exe");
  await press(page, "Save");
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator('.summary a[href="#f-name"]').count(), 1);
});

test("a form that is sent back keeps what was typed, and says what is wrong first", async () => {
  const page = await (await openContext(browser)).newPage();
  await signIn(page, "ai_manager");
  await page.goto("/r/action/new");
  await page.fill('[name="name"]', SCRIPT);
  await press(page, "Save");
  assert.match(await page.title(), /^Error: /);
  const summary = page.locator(".summary");
  assert.equal(await summary.evaluate((element) => element === document.activeElement), true, "focus is on the summary");
  assert.equal(await page.locator('[name="name"]').inputValue(), SCRIPT);
  assert.equal(await page.evaluate(() => window.taken), undefined);
  const links = summary.locator("a");
  assert.ok((await links.count()) >= 2);
  await links.first().click();
  const [focused, target] = await page.evaluate(() => [document.activeElement.id, location.hash.slice(1)]);
  assert.equal(focused, target, "a link of the summary leads into its field");
  await axe(page);
});
