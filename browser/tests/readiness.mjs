// What the pages of readiness name is done by following their links, without scripts; and the pages of now, of then and
// on paper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { act, openBrowser, openContext, pageOf, press, signIn, tryLooks } from "../harness.mjs";

const FRAMEWORK = "/framework/iso42001-2023";
const PAGES = [
  `${FRAMEWORK}?stage=design&clause=6`,
  `${FRAMEWORK}/6.1.4`,
  `${FRAMEWORK}/6.1.4/turn/impact_assessed?about=USE-0004`,
  `${FRAMEWORK}/findings`,
  `${FRAMEWORK}/changes?since=400`,
  "/r/use/USE-0004?tab=needs",
  "/",
];

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const person = (role, open) => pageOf(browser, role, open);

/** The steps of the first way on the page of a verdict: words and addresses. */
async function steps(page) {
  const links = page.locator("ol.way").first().locator("a");
  return links.evaluateAll((all) => all.map((link) => ({ words: link.textContent, href: link.getAttribute("href") })));
}

/** Opens the form of a step at its field, fills it in and saves. */
async function write(page, step, fill) {
  await page.goto(step.href);
  const anchor = new URL(page.url()).hash;
  if (anchor) assert.equal(await page.locator(anchor).count(), 1, `${step.href} leads to a field`);
  await fill(page);
  await press(page, "Save");
  assert.doesNotMatch(await page.title(), /^Error/, await page.locator("main").innerText());
}

/** Does what remains: each reads the verdict and takes the step that is hers, the author submits, somebody else decides. */
async function decide(author, verdict) {
  const other = await person("top_management");
  for (const [page, role, reason] of [[author, "ai_manager"], [other, "top_management", "Read"]]) {
    await page.goto(verdict);
    const [address, code] = (await steps(page))[0].href.split("/act/");
    assert.ok(code, `${role} can take the first step of what remains`);
    await act(page, address, code, role, reason);
  }
}

async function isMet(page, verdict) {
  await page.goto(verdict);
  assert.equal(await page.locator("ol.way").count(), 0, "nothing is left to do");
  assert.match(await page.locator("main .badge").first().innerText(), /met/);
}

test("a text that says too little is written out", async () => {
  const page = await person("ai_manager");
  const verdict = `${FRAMEWORK}/A.9.3/turn/use_objectives?about=USE-0004`;
  await page.goto(verdict);
  const [edit] = await steps(page);
  assert.match(edit.href, /\/r\/use\/USE-0004\/edit#f-objectives$/);
  await write(page, edit, (form) => form.fill("#f-objectives", "Nobody loses credit without a person having looked."));
  await decide(page, verdict);
  await isMet(page, verdict);
});

test("an assessment that nearly fits is completed rather than written anew", async () => {
  const page = await person("ai_manager");
  const verdict = `${FRAMEWORK}/6.1.4/turn/impact_assessed?about=USE-0004`;
  await page.goto(verdict);
  const [edit] = await steps(page);
  assert.match(edit.href, /\/r\/impact_assessment\/AIA-\d+\/edit#f-result$/);
  const named = await page.locator("ol.way").first().locator("li").first().locator(".says").allInnerTexts();
  assert.ok(named.some((sentence) => sentence.includes("Next review")), "what the form asks for besides is named too");
  await write(page, edit, async (form) => {
    const field = form.locator('[name="result"]').first();
    if ((await field.evaluate((node) => node.tagName)) === "SELECT") await field.selectOption("acceptable");
    else await form.locator('[name="result"][value="acceptable"]').check();
    await form.fill('[name="next_review"]', "2027-06-30");
  });
  await decide(page, verdict);
  await isMet(page, verdict);
});

test("what turned since is told with the act that did it, and since a checkpoint that was kept", async () => {
  const page = await person("ai_manager");
  await page.goto("/verify");
  const kept = await page.locator("pre.copy").first().innerText();
  await page.goto(`${FRAMEWORK}/changes`);
  await page.fill("#f-checkpoint", `${kept}\n`);
  await press(page.locator("form[method=post]").last().page(), "Show what turned");
  assert.match(await page.locator("main").innerText(), /Nothing turned/);
  await page.goto(`${FRAMEWORK}/changes?since=600`);
  const told = await page.locator("main").innerText();
  assert.match(told, /requirements rose/);
  assert.match(told, /entry \d/);
});

test("each page fits, can be read by everybody, and prints opened", async () => {
  const page = await (await openContext(browser)).newPage();
  await signIn(page, "ai_manager");
  const problems = [];
  for (const path of PAGES) {
    await page.goto(path);
    problems.push(...(await tryLooks(page, path)));
  }
  assert.deepEqual(problems, []);
  await page.goto(`${FRAMEWORK}/6.1.4`);
  assert.equal(await page.locator(".opened").first().isVisible(), false);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".opened").first().isVisible(), true, "on paper everything is open");
  assert.equal(await page.locator(".foot").isVisible(), true, "the state of the ledger stands at the foot");
  await page.emulateMedia({ media: "screen" });
});

test("of the past everything is told and nothing can be done", async () => {
  const page = await person("external_auditor");
  await page.goto(`${FRAMEWORK}/6.1.4/turn/impact_assessed?about=USE-0004&as_of=500`);
  const leads = await page.locator("ol.way a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.ok(leads.every((href) => /^\/r\/[a-z_]+\/[A-Z]+-\d+\?as_of=500$/.test(href)), `${leads}`);
  await page.goto(`${FRAMEWORK}/findings?as_of=500`);
  assert.match(await page.locator(".banner.past").innerText(), /500/);
});
