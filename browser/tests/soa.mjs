// The Statement of Applicability: held against records, filtered, written anew by one person, approved by another, compared.
// Without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { act, openBrowser, openContext, pageOf, press, saysWhat, tryDressed } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const person = (role, open) => pageOf(browser, role, open);

test("the statement in force is held against records, and each finding leads to where it is put right", async () => {
  const page = await person("ai_manager");
  await page.goto("/");
  const link = page.locator('.nav a[href="/soa"]');
  assert.equal(await link.count(), 1, "it is in the navigation");
  await Promise.all([page.waitForEvent("domcontentloaded"), link.click()]);
  const main = await page.locator("main").innerText();
  assert.match(main, /SOA-0001, version \d+, approved on .* by Ruth Abara/);
  assert.ok((await page.locator('main td.ref:text-matches("^A\\\\.")').count()) === 38, "every control of Annex A");
  const finding = page.locator("#findings li", { hasText: "A.7.3" }).first();
  assert.match(await finding.innerText(), /left out, although the law asks for it here \(.*10\(2\)\(b\)/);
  await Promise.all([page.waitForEvent("domcontentloaded"), finding.getByRole("link").click()]);
  assert.match(page.url(), /\/soa\/controls\/\d+#f-applies$/);
  await page.goto("/soa?applies=excluded");
  assert.equal(await page.locator("main td.ref").count(), 1);
});

test("a newer version is written by one person, approved by top management, and told in words", async () => {
  const manager = await person("ai_manager");
  await manager.goto("/r/soa/SOA-0001/edit");
  const reason = "Asked for by the delegates <b>twice</b>, in writing.";
  await manager.fill('[name="controls.1.reason"]', reason);
  await press(manager, "Save");
  assert.equal(new URL(manager.url()).pathname, "/r/soa/SOA-0001", await saysWhat(manager));
  const before = Number((await versions(manager)).at(-1));
  await manager.goto("/soa");
  assert.match(await manager.locator("main").innerText(), /A newer version is being written/);
  assert.ok(!(await manager.locator("main").innerText()).includes(reason), "what is in force is shown");
  await manager.goto("/soa?version=newest");
  assert.ok((await manager.locator("main").innerText()).includes(reason));
  await act(manager, "/r/soa/SOA-0001", "submit", "ai_manager");
  const refused = await manager.goto("/r/soa/SOA-0001/act/approve");
  assert.notEqual(refused.status(), 200, "an AI manager does not approve it");
  const top = await person("top_management");
  await act(top, "/r/soa/SOA-0001", "approve", "top_management", "Looked through");
  await top.goto("/soa");
  const main = await top.locator("main").innerText();
  assert.ok(main.includes(reason) && main.includes(`version ${before}, approved`), main.slice(0, 400));
  await top.goto(`/soa/changes?from=${before - 1}&to=${before}`);
  assert.match(await top.locator("main").innerText(), /A\.2\.2 AI policy\s+Justification, then: .*Now: “Asked for by the delegates/s);
});

test("a control is answered on a page of its own, beside what records say, and the next one follows", async () => {
  const page = await person("ai_manager");
  await page.goto("/soa?version=newest");
  const change = page.locator('main a[href^="/soa/controls/"]', { hasText: "Change" }).nth(1);
  await Promise.all([page.waitForEvent("domcontentloaded"), change.click()]);
  const place = new URL(page.url()).pathname;
  const main = await page.locator("main").innerText();
  assert.match(main, /Control 2 of \d+/);
  assert.match(main, /Risks treated/);
  const reason = "The <i>delegates</i> hold this policy against ours every spring.";
  await page.fill('[name="reason"]', reason);
  await press(page, "Save and go on");
  assert.match(new URL(page.url()).pathname, /^\/soa\/controls\/\d+$/, await saysWhat(page));
  assert.match(await page.locator("main").innerText(), /Control 3 of \d+/);
  await page.goto(place);
  assert.equal(await page.inputValue('[name="reason"]'), reason);
});

test("the pages in both themes and on a phone", async () => {
  const page = await person("internal_auditor", openContext);
  for (const [name, path] of [
    ["soa", "/soa"],
    ["soa-filtered", "/soa?findings=grave"],
    ["soa-changes", "/soa/changes"],
  ]) {
    await page.goto(path);
    await tryDressed(page, name);
  }
  const writer = await person("ai_manager", openContext);
  await writer.goto("/soa/controls/2");
  await tryDressed(writer, "soa-control");
});

/** Numbers of the versions that the comparison offers. */
async function versions(page) {
  await page.goto("/soa/changes");
  const links = await page.locator('main a[href*="/soa/changes?"]').evaluateAll((all) => all.map((link) => link.href));
  return links.map((link) => new URL(link).searchParams.get("to")).sort((a, b) => a - b);
}
