// Two people at one record: nothing typed is lost, and one act is done once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { act, axe, finishAct, makeDocument, openAct, openBrowser, openContext, press, saysWhat, signIn } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** A page of its own for each role. */
async function sitDown(...roles) {
  const pages = [];
  for (const role of roles) {
    const page = await (await openContext(browser)).newPage();
    await signIn(page, role);
    pages.push(page);
  }
  return pages;
}

test("who saves second sees both texts and keeps her own", async () => {
  const [first, second] = await sitDown("ai_manager", "ai_manager");
  const address = await makeDocument(first, { name: "Conflict", text: "Written first.", summary: "Stays." });
  await first.goto(`${address}/edit`);
  await second.goto(`${address}/edit`);
  await first.fill('[name="text"]', "Written by the first.");
  await press(first, "Save");
  const mine = "Written by the second, “with care” & <b>signs</b>.";
  await second.fill('[name="text"]', mine);
  await press(second, "Save");

  assert.equal(await second.locator("main h1").count(), 1);
  const shown = await second.locator("main").innerText();
  assert.ok(shown.includes("the second, “with care” & <b>signs</b>."), shown);
  assert.ok(shown.includes("first"), "what stands now is shown beside it");
  await axe(second);
  await second.locator('[name="_choose.text"][value="mine"]').check();
  const save = second.locator("main form button.primary");
  await Promise.all([second.waitForEvent("domcontentloaded"), save.click()]);
  const after = await second.locator("main").innerText();
  assert.ok(after.includes(mine), after);
  assert.ok(after.includes("Stays."), "what nobody touched stays");
  await second.goto(`${address}/history`);
  assert.ok((await second.locator("main .time > li").count()) >= 3, "each saving is an act of its own");
});

test("two people press approve at once: one approval, one page that says why not", async () => {
  const [author, one, other] = await sitDown("contributor", "ai_manager", "top_management");
  const address = await makeDocument(author, { name: "Approve at once" });
  await act(author, address, "submit", "contributor");
  assert.equal(new URL(author.url()).searchParams.get("done"), "submit");
  await openAct(one, address, "approve", "ai_manager");
  await openAct(other, address, "approve", "top_management");
  const answers = await Promise.all([finishAct(one), finishAct(other)]);
  const where = [one, other].map((page) => new URL(page.url()));
  const done = where.filter((url) => url.searchParams.get("done") === "approve");
  assert.equal(done.length, 1, `${where.join(" ")}: ${answers.join(" / ")}`);

  const late = [one, other].find((page) => new URL(page.url()).searchParams.get("done") !== "approve");
  const said = await late.locator("main").innerText();
  assert.equal(await late.locator("main h1").count(), 1);
  assert.ok(said.length > 40 && !/internal|panic|error 5\d\d/i.test(said), said);
  assert.ok((await late.locator(`main a[href^="${address}"]`).count()) > 0, `no way back to the record: ${said}`);
  await axe(late);

  await author.goto(`${address}/history`);
  const acts = await author.locator("main .time > li").allInnerTexts();
  assert.equal(acts.filter((line) => /approve/i.test(line) && !/submit/i.test(line)).length, 1, acts.join("\n"));
});

test("the author cannot approve, and is told why", async () => {
  const [author] = await sitDown("ai_manager");
  const address = await makeDocument(author, { name: "By myself" });
  await act(author, address, "submit", "ai_manager");
  assert.equal(await author.locator(`.actions a[href$="/act/approve"]`).count(), 0);
  await author.goto(`${address}/act/approve`);
  const said = await saysWhat(author);
  assert.match(said, /author|wrote|somebody else|someone else/i);
});
