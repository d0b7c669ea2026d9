// The pictures of docs/tour: every shape of page, light and dark on a desk, light on a phone. Only with TOUR=1.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dress, makeDocument, openBrowser, openContext, press, shot, signIn } from "../harness.mjs";

const skip = process.env.TOUR === "1" ? false : "pictures are taken with TOUR=1";
const DRESSES = [
  { theme: "light", width: 1440, suffix: "" },
  { theme: "dark", width: 1440, suffix: "-dark" },
  { theme: "light", width: 390, suffix: "-phone" },
];

/** Pages that an address alone shows. */
const PAGES = {
  home: "/",
  list: "/r/use",
  "list-risks": "/r/risk",
  record: "/r/system/SYS-0003",
  "record-history": "/r/system/SYS-0003/history",
  document: "/r/document/DOC-0005/document",
  check: "/r/document/DOC-0020/act/approve",
  framework: "/framework/iso42001-2023",
  requirement: "/framework/iso42001-2023/6.1.4",
  verdict: "/framework/iso42001-2023/6.1.4/turn/impact_assessed?about=USE-0004",
  findings: "/framework/iso42001-2023/findings",
  changes: "/framework/iso42001-2023/changes?since=600",
  "record-needs": "/r/use/USE-0004?tab=needs",
  account: "/account",
  search: "/search?q=risk",
  "as-of-choose": "/as-of",
  "as-of": "/r/use?as_of=300",
  board: "/_gallery/board/matrix",
  guide: "/_gallery/guide/question",
  help: "/help",
};

let browser;
let page;
before(async () => {
  if (skip) return;
  browser = await openBrowser();
  page = await (await openContext(browser)).newPage();
  await signIn(page, "ai_manager");
});
after(() => browser?.close());

async function shoot(name) {
  for (const { theme, width, suffix } of DRESSES) {
    await dress(page, { theme, width });
    await page.evaluate(() => scrollTo(0, 0));
    await shot(page, `${name}${suffix}`);
  }
  await dress(page, DRESSES[0]);
}

for (const [name, path] of Object.entries(PAGES)) {
  test(`picture of ${name}`, { skip }, async () => {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    await shoot(name);
  });
}

test("picture of verify", { skip }, async () => {
  await page.goto("/verify");
  await press(page, "Verify now");
  await shoot("verify");
});

test("picture of a form with errors", { skip }, async () => {
  await page.goto("/r/action/new");
  await page.fill('[name="name"]', "Compare the ranking by age every month");
  await press(page, "Save");
  await shoot("form");
});

test("picture of a conflict", { skip }, async () => {
  const address = await makeDocument(page, { name: "Rules for prompts", text: "Prompts are kept for a year." });
  const other = await (await openContext(browser)).newPage();
  await signIn(other, "ai_manager");
  await other.goto(`${address}/edit`);
  await page.goto(`${address}/edit`);
  await other.fill('[name="text"]', "Prompts are kept for six months.");
  await press(other, "Save");
  await page.fill('[name="text"]', "Prompts are kept for a year, without names.");
  await press(page, "Save");
  await shoot("conflict");
});

test("pictures of an import", { skip }, async () => {
  const rows = ["Name,Owner,Criticality,Remark", "Lumen Data AG,Ana Reyes,high,new", "Kanto Vision KK,Nobody Known,low,", ",Ana Reyes,low,no name"];
  await page.goto("/import?kind=supplier");
  await page.setInputFiles('main input[type="file"]', {
    name: "suppliers.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`${rows.join("\n")}\n`),
  });
  await shoot("import-file");
  await press(page, "Read the file");
  await shoot("import-mapping");
  await press(page, "Check without writing");
  await shoot("import-dry-run");
  const start = page.locator("main form button.primary").last();
  await Promise.all([page.waitForEvent("domcontentloaded"), start.click()]);
  await page.locator(".card.verdict").waitFor();
  await shoot("import-report");
});

test("picture of signing in", { skip }, async () => {
  const keep = page;
  page = await (await openContext(browser)).newPage();
  await page.goto("/");
  await shoot("sign-in");
  page = keep;
});
