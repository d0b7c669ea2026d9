// The main acts with scripts off: sign in, make, edit, submit, approve, import, read as of then, verify, sign out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { act, makeDocument, openBrowser, openWithoutScripts, pageOf, press, saysWhat, signIn } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const person = (role, open) => pageOf(browser, role, open);

test("a document is made, edited, submitted and approved", async () => {
  const author = await person("ai_manager");
  const address = await makeDocument(author, { name: "Without scripts", text: "First text." });
  assert.match(await author.locator("main").innerText(), /Draft/);
  await author.goto(`${address}/edit`);
  assert.equal(await author.locator('[name="text"]').inputValue(), "First text.");
  await author.fill('[name="text"]', "Second text.");
  await press(author, "Save");
  assert.match(await author.locator("main").innerText(), /Second text\./);
  await act(author, address, "submit", "ai_manager");
  assert.match(await author.locator("main").innerText(), /Waiting for approval/);

  const approver = await person("top_management");
  await approver.goto(`${address}/act/approve`);
  await approver.fill('main input[type="password"]', "not the password");
  await press(approver, "Approve");
  assert.match(await approver.title(), /^Error: /, "a wrong password signs nothing");
  await act(approver, address, "approve", "top_management", "Read in full");
  assert.match(await approver.locator("main").innerText(), /In force/);
  await approver.goto(`${address}/history`);
  assert.match(await approver.locator("main").innerText(), /Read in full/);
  await approver.goto(`${address}/document`);
  assert.match(await approver.locator("main").innerText(), /Second text\./);
});

test("rows of a file become records, and the row that cannot is named", async () => {
  const page = await person("ai_manager");
  await page.goto("/r/supplier");
  await page.locator('a[href^="/import"]').first().click();
  const rows = ["Name", "Imported without scripts GmbH", "Imported without scripts Oy", '"  "'];
  const file = { name: "suppliers.csv", mimeType: "text/csv", buffer: Buffer.from(`${rows.join("\n")}\n`) };
  await page.setInputFiles('main input[type="file"]', file);
  await press(page, "Read the file");
  assert.match(new URL(page.url()).pathname, /\/mapping$/, await saysWhat(page));
  assert.notEqual(await page.locator('[name="column.0"]').inputValue(), "", "the column called Name is matched");
  await press(page, "Check without writing");
  assert.match(new URL(page.url()).pathname, /\/dry-run$/, await saysWhat(page));
  const dry = await page.locator("main").innerText();
  assert.match(dry, /Nothing is written yet/);
  await page.locator("main form button.primary").last().click();
  await page.waitForLoadState();
  for (let tries = 0; tries < 40 && !/2 of 2|ended|done|imported/i.test(await page.locator("main").innerText()); tries += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  await page.goto("/r/supplier?q=Imported+without+scripts");
  assert.equal(await page.locator("main tbody tr").count(), 2);
});

test("the past is read and the ledger is verified", async () => {
  const page = await person("external_auditor");
  await page.goto("/as-of");
  await page.fill('[name="entry"]', "200");
  await press(page, "Read as of then");
  assert.match(await page.locator(".banner.past").innerText(), /200/);
  await page.goto("/verify");
  await press(page, "Verify now");
  const verdict = await page.locator("main").innerText();
  assert.match(verdict, /sound|agrees|verified/i);
  assert.doesNotMatch(verdict, /not sound|does not agree/i);
});

test("who signs out is out", async () => {
  const page = await (await openWithoutScripts(browser, { width: 390 })).newPage();
  await signIn(page, "owner");
  await page.locator("details.fold > summary").click();
  const leave = page.locator('form[action="/sign-out"] button');
  await Promise.all([page.waitForEvent("domcontentloaded"), leave.click()]);
  await page.goto("/r/risk");
  assert.equal(await page.locator('input[type="password"]').count(), 1);
});
