// A framework of one's own: written, composed, tried on the records while it is composed, taken over by somebody else.
// Without scripts, and its pages in both themes on a desk and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  act,
  openBrowser,
  openContext,
  pageOf,
  press,
  saysWhat,
  tryLooks,
} from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const person = (role, open) => pageOf(browser, role, open);

/** The page that is open, in both themes, on a desk and on a phone; what looks at it needs scripts. */
async function tryHere(open, name) {
  const page = await person("ai_manager", openContext);
  await page.goto(open.url());
  assert.deepEqual(await tryLooks(page, name), []);
  await page.context().close();
}

async function follow(page, name) {
  const link = page.locator("main").getByRole("link", { name }).first();
  await Promise.all([page.waitForEvent("domcontentloaded"), link.click()]);
}

/** Adds a condition to one of the two groups of the builder. */
async function condition(page, into, on, fill) {
  const choose = page.locator(`form#${into}`);
  await choose.locator("select").selectOption(on);
  await Promise.all([page.waitForEvent("domcontentloaded"), choose.getByRole("button", { name: "Choose" }).click()]);
  await fill(page.locator(`form#${into}`));
  await press(page, "Add it");
}

test("a framework is written, composed with its subjects in view, and approved by somebody else", async () => {
  const page = await person("ai_manager");
  await page.goto("/frameworks");
  await follow(page, "Write your own");
  await tryHere(page, "own-head");
  await press(page, "Keep");
  assert.match(await page.title(), /^Error: /, "what it is must be said");
  const head = { title: "House rules", short: "House rules", id: "house-rules", version: "1", source: "Board", licence: "Ours" };
  for (const [name, value] of Object.entries(head)) await page.fill(`#f-${name}`, value);
  await press(page, "Keep");
  const draft = new URL(page.url()).pathname;
  assert.equal(draft, "/frameworks/own/house-rules", await saysWhat(page));

  await follow(page, "Add a requirement");
  const asked = { ref: "1.1", section: "People", title: "Uses have an owner", sentence: "Every use has an owner.", question: "Who owns it?" };
  for (const [name, value] of Object.entries(asked)) await page.fill(`#f-${name}`, value);
  await tryHere(page, "own-requirement");
  await press(page, "Keep");
  await follow(page, /Compose an expectation for 1\.1/);
  await page.fill("#f-sentence", "Every use in force has an owner and its purpose is said.");
  await page.selectOption("#f-kind", "use");
  await page.fill("#f-remedy", "Name the owner and say the purpose.");
  await page.locator('button[name="do"][value="what"]').click();
  await condition(page, "filter", "state:", async (form) => {
    await form.locator('select[name="how"]').selectOption({ label: "is in force" });
  });
  await condition(page, "holds", "field:owner", async (form) => {
    await form.locator('select[name="how"]').selectOption({ label: "is filled in" });
  });
  const before = await page.locator("main").innerText();
  assert.match(before, /USE-\d{4}/, "subjects are shown while it is composed");
  await condition(page, "holds", "field:purpose", async (form) => {
    await form.locator('select[name="how"]').selectOption({ label: "has at least so many words" });
    await form.locator('input[name="n"]').fill("300");
  });
  const strict = await page.locator("main").innerText();
  assert.notEqual(strict, before, "a stricter condition fails subjects at once");
  await tryHere(page, "own-compose");

  await page.goto(draft);
  await tryHere(page, "own-draft");
  await press(page, "Check it and see what would turn");
  assert.match(new URL(page.url()).pathname, /^\/frameworks\/pack\/[0-9a-f]{64}$/, await saysWhat(page));
  await tryHere(page, "own-take-over");
  await press(page, "Propose version 1");
  assert.match(await page.locator("main").innerText(), /Say why/, "a proposal gives its reason");
  await page.fill('[name="reason"]', "The board asked for an owner of every use.");
  await press(page, "Propose version 1");
  await page.goto("/frameworks");
  const record = await page.locator('main a[href^="/r/framework/"]').last().getAttribute("href");
  assert.equal((await page.goto("/framework/house-rules")).status(), 404, "a proposal holds nothing");
  await act(await person("top_management"), record, "approve", "top_management", "Looked through");
  await page.goto("/framework/house-rules");
  assert.match(await page.locator("main").innerText(), /Uses have an owner/);
  assert.match(await page.locator("main .badge").first().innerText(), /met/);
});
