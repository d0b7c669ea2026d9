// Seals and the gap assessment: freeze, approve, compare; judge, accept, bring papers, read the report. Without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { act, openBrowser, openContext, pageOf, press, saysWhat, tryDressed } from "../harness.mjs";

const GAPS = "/gaps/iso42001-2023";
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const person = (role, open) => pageOf(browser, role, open);

test("what a page shows is frozen, approved by somebody else, and compared with now", async () => {
  const manager = await person("ai_manager");
  await manager.goto("/framework/iso42001-2023");
  await manager.locator('main a[href^="/seals/new"]').click();
  await manager.fill('[name="name"]', "Readiness before the browser test");
  await press(manager, "Freeze");
  const seal = new URL(manager.url()).pathname;
  assert.match(seal, /^\/seals\/SEL-\d+$/, await saysWhat(manager));
  assert.match(await manager.locator("main").innerText(), /root [0-9a-f]{64}/);
  const record = seal.replace("/seals/", "/r/seal/");
  await act(manager, record, "submit", "ai_manager");
  const top = await person("top_management");
  await act(top, record, "approve", "top_management", "Looked through");
  await top.goto(`${seal}?against=now`);
  assert.match(await top.locator("main").innerText(), /Nothing differs|differs? between/);
  await top.goto(seal);
  await press(top, "Compute again");
  assert.match(await saysWhat(top), /the same bytes/);
});

test("the baseline of the demonstration is computed again and shows what moved", async () => {
  const page = await person("internal_auditor", openContext);
  await page.goto("/seals/SEL-0001");
  await tryDressed(page, "seal");
  await page.goto("/seals/SEL-0001?against=now");
  assert.match(await page.locator("main").innerText(), /rows differ between/);
  await tryDressed(page, "seal-against");
  await press(page, "Compute again");
  assert.match(await saysWhat(page), /the same bytes/);
  // One thread from a number to the past that it came from.
  await page.goto("/seals/SEL-0001");
  await page.locator('main table a[href*="/6.1.2"]').click();
  assert.match(await page.locator(".banner.past").innerText(), /\d/);
  assert.match(await page.locator("main h1").innerText(), /6\.1\.2/);
});

test("a requirement is judged in the guide, its gap accepted, and the report tells", async () => {
  const page = await person("ai_manager");
  await page.goto(GAPS);
  await press_link(page, "Judge the next");
  const here = new URL(page.url()).pathname;
  await page.check('[name="judged"][value="absent"]').catch(() => page.selectOption('[name="judged"]', "absent"));
  await page.fill('[name="note"]', "Looked for it <b>everywhere</b>.");
  await press(page, "Save and back");
  assert.equal(new URL(page.url()).pathname, GAPS, await saysWhat(page));
  const reference = here.split("/").at(-1);
  const row = page.locator("main tbody tr", { has: page.locator(`a[href="${here}"]`) });
  assert.match(await row.innerText(), /Absent/);
  await row.locator('input[name="id"]').check();
  await press(page, "Make actions");
  assert.match(await page.title(), /^Error: /, "a day and a person are asked for");
  assert.equal(await row.locator('input[name="id"]').isChecked(), true, "the selection is kept");
  await page.fill('[name="due"]', "2027-03-31");
  await page.selectOption('[name="assignee"]', { index: 2 });
  await press(page, "Make actions");
  await page.goto(`${GAPS}/report`);
  const told = await page.locator("main tbody tr", { hasText: reference }).first().innerText();
  assert.match(told, /ACT-\d+/);
});

async function press_link(page, name) {
  const link = page.locator("main").getByRole("link", { name: new RegExp(`^${name}`) }).first();
  await Promise.all([page.waitForEvent("domcontentloaded"), link.click()]);
}

test("papers are uploaded at once, confirmed, and become drafts", async () => {
  const page = await person("ai_manager");
  await page.goto(`${GAPS}/documents`);
  const file = (name) => ({ name, mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.7 ${name}`) });
  await page.setInputFiles('[name="files"]', [file("Internal audit programme.pdf"), file("scan0001.pdf")]);
  await press(page, "Upload");
  assert.match(await page.inputValue('[name="references.0"]'), /9\.2\.2/);
  assert.equal(await page.inputValue('[name="references.1"]'), "");
  await page.uncheck('[name="take.1"]');
  await page.fill('[name="references.0"]', "9.2.2 77.7");
  await press(page, "Make drafts");
  assert.match(await page.title(), /^Error: /);
  await page.fill('[name="references.0"]', "9.2.2");
  await press(page, "Make drafts");
  assert.equal(new URL(page.url()).pathname, GAPS, await saysWhat(page));
  await page.goto("/r/document?q=internal+audit+programme");
  assert.equal(await page.locator("main tbody tr").count(), 1);
});

test("the pages of the assessment in both themes and on a phone", async () => {
  const page = await person("ai_manager", openContext);
  for (const [name, path] of [
    ["gaps", GAPS],
    ["gap-guide", `${GAPS}/6.1.2`],
    ["gap-report", `${GAPS}/report`],
    ["freeze", "/seals/new?query=register&about=use&f.stage=operation"],
  ]) {
    await page.goto(path);
    await tryDressed(page, name);
  }
  await page.goto(`${GAPS}/documents`);
  const file = (name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(name) });
  await page.setInputFiles('[name="files"]', [file("AI Policy v3 FINAL.txt"), file("vendor_due-diligence.txt")]);
  await press(page, "Upload");
  await tryDressed(page, "gap-papers");
  await press(page, "Leave all out");
});
