// A past moment: every page says so, links stay in it, and nothing can be changed from there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, discover, fitsWidth, openBrowser, openContext, signIn } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const isPast = (url) => url.searchParams.has("as_of");

test("every page of a past moment says so and offers no act", async () => {
  const page = await (await openContext(browser)).newPage();
  await signIn(page, "ai_manager");
  await page.goto("/as-of");
  await page.fill('[name="entry"]', "300");
  await Promise.all([page.waitForEvent("domcontentloaded"), page.locator("main form button.primary").click()]);
  assert.ok(isPast(new URL(page.url())), page.url());

  const pages = await discover(page, { within: isPast });
  assert.ok(pages.length > 8, `only ${pages.map((each) => each.path)}`);
  const problems = [];
  for (const { path, status } of pages) {
    if (status >= 400) problems.push(`${status} ${path}`);
    await page.goto(path);
    if (!(await page.locator(".banner.past").isVisible().catch(() => false))) problems.push(`${path} has no banner`);
    for (const offer of await page.locator("main").evaluateAll(offers)) problems.push(`${path} offers ${offer}`);
    for (const link of await page.locator("main").evaluateAll(leaving)) problems.push(`${path} leaves the past by ${link}`);
    await fitsWidth(page).catch((error) => problems.push(error.message));
  }
  await axe(page).catch((error) => problems.push(error.message));
  assert.deepEqual(problems, []);
});

test("an act that is asked for in the past is refused, and changes nothing", async () => {
  const page = await (await openContext(browser)).newPage();
  await signIn(page, "ai_manager");
  for (const path of ["/r/document/DOC-0020/act/approve?as_of=300", "/r/document/DOC-0005/edit?as_of=300"]) {
    const answer = await page.goto(path);
    const form = page.locator('main form[method="post"]');
    assert.ok(answer.status() >= 400 || (await form.count()) === 0, `${path} answers ${answer.status()} with a form`);
  }
});

test("yesterday's page shows yesterday's words", async () => {
  const page = await (await openContext(browser)).newPage();
  await signIn(page, "ai_manager");
  const total = async () => Number((await page.locator("main .tabs .n").first().innerText()).trim());
  const count = async () => page.locator("main tbody tr").count();
  await page.goto("/r/system?as_of=5&per=200");
  const then = await count();
  await page.goto("/r/system?per=200");
  assert.ok(then < (await count()), "no system was added since entry 5");
  assert.equal(await total(), await count());
});

/** In the page: forms that are posted and links that begin an act. */
function offers([main]) {
  // Verifying, and reading a checkpoint, go by POST because they are long work or bring a file; they write nothing.
  const forms = [...main.querySelectorAll('form[method="post" i]')]
    .map((form) => form.getAttribute("action"))
    .filter((action) => !/^\/verify$|^\/framework\/[^/]+\/changes\?/.test(action))
    .map((action) => `a form to ${action}`);
  // Freezing what was is an act of now about the past: the address says which entry.
  const acts = [...main.querySelectorAll("a[href]")]
    .map((link) => new URL(link.getAttribute("href"), document.baseURI))
    .filter((url) => !(url.pathname === "/seals/new" && url.searchParams.has("entry")))
    .map((url) => url.pathname)
    .filter((path) => /\/(new|edit|act\/[a-z_]+)$|^\/import/.test(path));
  return [...forms, ...acts.map((path) => `a link to ${path}`)];
}

/** In the page: links to records and registers that forget the moment. */
function leaving([main]) {
  return [...main.querySelectorAll("a[href]")]
    .map((link) => new URL(link.getAttribute("href"), document.baseURI))
    .filter((url) => /^\/(r|framework)\//.test(url.pathname) && !url.searchParams.has("as_of"))
    .map((url) => url.pathname);
}
