// A risk from the library to its acceptance with scripts off: found, taken over, assessed, submitted, accepted by somebody
// who has the authority; the pages of risks break no rule and fit a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { act, openBrowser, openContext, pageOf, press, saysWhat, signIn, tryDressed } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const person = (role, open) => pageOf(browser, role, open);

test("a risk is found in a library, taken over, assessed and accepted by somebody with the authority", async () => {
  const author = await person("ai_manager");
  await author.goto("/library");
  await author.fill('main [name="q"]', "black box");
  await press(author, "Find");
  await author.locator("main tbody th a").first().click();
  await author.getByRole("link", { name: "Take over as a draft" }).click();
  assert.notEqual(await author.inputValue('[name="origin_rights"]'), "", "licence and attribution go along");
  await author.fill('[name="consequence"]', "Members do not learn why they were turned down.");
  await author.selectOption('[name="source"]', "opacity");
  await author.check('[name="affected"][value="individuals"]');
  const last = async (name) => author.selectOption(name, { index: (await author.locator(`${name} option`).count()) - 1 });
  await last('[name="owner"]');
  await author.selectOption('[name="criteria"]', { label: await offered(author, "How AI risks are judged") });
  for (const [name, step] of [["inherent_likelihood", 4], ["inherent_impact", 4], ["residual_likelihood", 3], ["residual_impact", 4]]) {
    await rate(author, name, step);
  }
  await author.fill('[name="assessed_on"]', day(0));
  await author.fill('[name="accepted_until"]', day(60));
  await author.selectOption('[name="treatment"]', "modify").catch(() => author.check('[name="treatment"][value="modify"]'));
  await press(author, "Save");
  const { pathname } = new URL(author.url());
  assert.match(pathname, /^\/r\/risk\/RSK-\d+$/, await saysWhat(author));
  await act(author, pathname, "submit", "ai_manager");
  assert.match(await author.locator("main").innerText(), /Not accepted/);
  const approver = await person("top_management");
  await act(approver, pathname, "approve", "top_management", "Sixty days, then it must be explained");
  const accepted = await approver.locator("main").innerText();
  assert.match(accepted, /In force/);
  assert.match(accepted, /Accepted/);
  assert.match(accepted, /High after/);
  await approver.goto("/risks?only=high");
  assert.match(await approver.locator("#listed").innerText(), new RegExp(pathname.split("/").at(-1)));
});

test("the pages of risks break no rule and fit, in both themes, on a desk and on a phone", async () => {
  const page = await (await openContext(browser)).newPage();
  await signIn(page, "ai_manager");
  for (const path of ["/risks", "/library?q=drift", "/library/mitre-atlas/AML.T0024.000", "/risks/use/USE-0001"]) {
    await page.goto(path);
    await tryDressed(page, path);
  }
});

async function offered(page, words) {
  const labels = await page.locator('[name="criteria"] option').allInnerTexts();
  return labels.find((label) => label.includes(words));
}

async function rate(page, name, step) {
  const field = page.locator(`[name="${name}"]`);
  if ((await field.first().evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(String(step));
  else await page.check(`[name="${name}"][value="${step}"]`);
}

function day(after) {
  return new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);
}
