// One flow, from a use that came in by a file to a Statement of Applicability in force, by four people with their own accounts
// and scripts off: import, impact assessment, risk from a severe effect, its treatment, the control that carries it, the statement.
// Which store it runs on is decided by how the program was started.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { act, openBrowser, pageOf, press, saysWhat } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const NAME = "Ranking of travel claims";
const CONTROL = "A.9.2";

test("from an imported use to an approved statement, by four people", { timeout: 90_000 }, async () => {
  const manager = await pageOf(browser, "ai_manager");
  const use = await imported(manager);
  const owner = await pageOf(browser, "owner");
  const assessment = await assessed(owner, use);
  const risk = await takenUp(owner, assessment, use);
  await act(owner, assessment.replace("/impact/", "/r/impact_assessment/"), "submit", "owner");
  await act(manager, assessment.replace("/impact/", "/r/impact_assessment/"), "approve", "ai_manager", "Read in full");
  assert.match(await manager.locator("main").innerText(), /In force/);
  await act(owner, risk, "submit", "owner");
  const top = await pageOf(browser, "top_management");
  await act(top, risk, "approve", "top_management", "Until the measure works");
  assert.match(await top.locator("main").innerText(), /In force/);
  await top.goto(risk.replace("/r/risk/", "/r/risk/") + "?tab=relations");
  assert.match(await top.locator("main").innerText(), /Ranking of travel claims/, "the risk leads to the use");

  const contributor = await pageOf(browser, "contributor");
  const carried = await carriedOut(contributor, use);
  await act(contributor, carried, "submit", "contributor");
  await act(manager, carried, "approve", "ai_manager", "Looked at on the spot");

  await manager.goto("/r/soa/SOA-0001/edit");
  const row = await rowOf(manager, CONTROL);
  const reason = "Travel claims that are ranked are read by a person all the same, as the assessment asks.";
  await manager.selectOption(`[name="controls.${row}.applies"]`, "applies");
  await manager.fill(`[name="controls.${row}.reason"]`, reason);
  await press(manager, "Save");
  assert.equal(new URL(manager.url()).pathname, "/r/soa/SOA-0001", await saysWhat(manager));
  await act(manager, "/r/soa/SOA-0001", "submit", "ai_manager");
  assert.notEqual((await manager.goto("/r/soa/SOA-0001/act/approve")).status(), 200, "who wrote it does not approve it");
  await act(top, "/r/soa/SOA-0001", "approve", "top_management", "As presented");
  await top.goto("/soa");
  const statement = await top.locator("main").innerText();
  assert.ok(statement.includes(reason), "what was approved is in force");
  assert.ok(statement.includes(carried.split("/").at(-1)) || (await sheet(top)).includes(carried.split("/").at(-1)));
});

/** Brings the use in by a file and returns its reference. */
async function imported(page) {
  await page.goto("/r/use");
  await page.locator('a[href^="/import"]').first().click();
  const lines = [
    "Name,Intended purpose,Stage,Foreseeable misuse,People affected",
    `${NAME},Puts travel claims in an order in which they are checked.,Pilot,Paying without a look.,Employees`,
  ];
  const file = { name: "uses.csv", mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
  await page.setInputFiles('main input[type="file"]', file);
  await press(page, "Read the file");
  await press(page, "Check without writing");
  assert.match(new URL(page.url()).pathname, /\/dry-run$/, await saysWhat(page));
  await Promise.all([
    page.waitForEvent("domcontentloaded"),
    page.locator("main form button.primary").last().click(),
  ]);
  const row = page.locator("main tbody a.name", { hasText: NAME });
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto(`/r/use?q=${encodeURIComponent(NAME)}`);
    if ((await row.count()) > 0) break;
    await page.waitForTimeout(250);
  }
  return (await row.first().getAttribute("href")).split("/").at(-1).split("?")[0];
}

/** Fills the guide in, step by step, and returns its address. */
async function assessed(page, use) {
  await page.goto(`/r/use/${use}`);
  await Promise.all([
    page.waitForEvent("domcontentloaded"),
    page.getByRole("link", { name: "Assess the impacts of this use" }).click(),
  ]);
  await press(page, "Begin the assessment");
  const guide = new URL(page.url()).pathname;
  assert.match(guide, /^\/impact\/AIA-\d+$/, await saysWhat(page));
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  for (const [step, fill] of [
    ["team", { assessed_on: day(0) }],
    ["purpose", {}],
    ["misuse", {}],
    ["people", { affected: "About 900 colleagues who travel.", consulted: "The works council, in May." }],
    ["conclusion", { next_review: day(200), reassess_when: "When the ranking or its data change." }],
  ]) {
    await page.goto(`${guide}/step/${step}`);
    for (const [name, text] of Object.entries(fill)) await page.fill(`[name="${name}"]`, text);
    if (step === "conclusion") await page.check('[name="result"][value="acceptable"]').catch(() => page.selectOption('[name="result"]', "acceptable"));
    await press(page, "Save and go on");
    assert.equal(await page.locator(".summary").count(), 0, `${step}: ${await saysWhat(page)}`);
  }
  await page.goto(`${guide}/step/effects`);
  await page.selectOption('[name="findings.1.who"]', "individuals");
  await page.fill('[name="findings.1.what"]', "Somebody waits for months for money that was spent");
  await page.selectOption('[name="findings.1.path"]', "direct");
  await page.selectOption('[name="findings.1.severity"]', "4");
  await page.selectOption('[name="findings.1.likelihood"]', "2");
  await press(page, "Save and back");
  const main = await page.locator("main").innerText();
  assert.match(main, /Nothing is missing; it can be submitted/);
  assert.match(main, /No risk takes it up yet/);
  return guide;
}

/** Takes the severe effect up as a risk in one act, completes it, and returns its address. */
async function takenUp(page, guide, use) {
  await page.goto(guide);
  await press(page, "Draft the risk");
  assert.match(new URL(page.url()).pathname, /^\/r\/risk\/RSK-\d+\/edit$/, await saysWhat(page));
  assert.equal(await page.inputValue('[name="event"]'), "Somebody waits for months for money that was spent");
  await page.selectOption('[name="source"]', "automation");
  await choose(page, "treatment", "modify");
  await page.fill('[name="treatments.1.what"]', "A person reads every claim within two weeks");
  await page.fill('[name="treatments.1.control"]', CONTROL);
  await choose(page, "inherent_likelihood", "2");
  await choose(page, "residual_likelihood", "1");
  await choose(page, "residual_impact", "2");
  await press(page, "Save");
  const { pathname } = new URL(page.url());
  assert.match(pathname, /^\/r\/risk\/RSK-\d+$/, await saysWhat(page));
  assert.ok((await page.locator(`main a[href^="/r/use/${use}"]`).count()) > 0, "the risk names the use of the assessment");
  return pathname;
}

/** Writes how the control is carried out, and returns its address. */
async function carriedOut(page, use) {
  await page.goto("/r/control_implementation/new");
  await page.fill('[name="name"]', "Travel claims are read by a person");
  await page.fill('[name="control"]', CONTROL);
  await page.fill('[name="how"]', "Each ranked claim is read by a clerk within two weeks; the ranking decides nothing alone.");
  const owners = page.locator('[name="owner"]');
  await owners.selectOption({ index: (await page.locator('[name="owner"] option').count()) - 1 });
  await page.locator('[name="uses"]').first().waitFor({ state: "attached" });
  await press(page, "Save");
  const { pathname } = new URL(page.url());
  assert.match(pathname, /^\/r\/control_implementation\/CIM?-?[A-Z]*-?\d+$|^\/r\/control_implementation\/[A-Z]+-\d+$/, await saysWhat(page));
  assert.ok(use);
  return pathname;
}

/** Number of the row of a control in the form of the statement. */
async function rowOf(page, control) {
  const inputs = page.locator('[name^="controls."][name$=".control"]');
  const names = await inputs.evaluateAll((all) => all.map((input) => [input.name, input.value]));
  return names.find(([, value]) => value === control)[0].split(".")[1];
}

/** A choice or a step of a scale, drawn as buttons or as a list. */
async function choose(page, name, value) {
  const button = page.locator(`[name="${name}"][value="${value}"]`);
  if ((await button.count()) > 0) await button.first().check();
  else await page.selectOption(`[name="${name}"]`, value);
}

async function sheet(page) {
  const answer = await page.request.get("/soa/export.csv");
  return answer.text();
}
