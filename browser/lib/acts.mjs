// What people do to a record, through the pages they use. Works with and without scripts.
import { signIns } from "./sign_in.mjs";

/** Presses the last button whose name begins so, and waits for the page behind it. */
export async function press(page, name) {
  const button = page.locator("main").getByRole("button", { name: new RegExp(`^${name}`) }).last();
  await Promise.all([page.waitForEvent("domcontentloaded"), button.click()]);
}

/**
 * Makes a document and returns its address.
 *
 * @param {import("playwright-core").Page} page signed in as somebody who may
 * @param {{name: string, text?: string, summary?: string}} typed
 */
export async function makeDocument(page, typed) {
  await page.goto("/r/document/new");
  await page.fill('[name="name"]', typed.name);
  await page.selectOption('[name="doc_type"]', "policy");
  // Without an owner a document cannot be submitted.
  await page.selectOption('[name="owner"]', { index: (await page.locator('[name="owner"] option').count()) - 1 });
  await page.fill('[name="text"]', typed.text ?? "What is written here is tried by a test.");
  if (typed.summary) await page.fill('[name="summary"]', typed.summary);
  await press(page, "Save");
  const { pathname } = new URL(page.url());
  if (!/^\/r\/document\/DOC-\d+$/.test(pathname)) throw new Error(`no document was made: ${await saysWhat(page)}`);
  return pathname;
}

/**
 * Goes through the check page of an act; signs with the password where it is asked for.
 *
 * @returns {Promise<string>} the sentence above the page that follows
 */
export async function act(page, address, code, role, reason = "") {
  await openAct(page, address, code, role, reason);
  return finishAct(page);
}

/** Opens the check page and fills it, without pressing the button. */
export async function openAct(page, address, code, role, reason = "") {
  const answer = await page.goto(`${address}/act/${code}`);
  if (answer.status() !== 200) throw new Error(`${code} on ${address}: ${answer.status()} ${await saysWhat(page)}`);
  const password = page.locator('main input[type="password"]');
  if ((await password.count()) > 0) await password.fill(signIns().find((each) => each.role === role).password);
  if (reason) await page.fill('main [name="reason"]', reason);
}

/** Presses the button of a check page that is filled. */
export async function finishAct(page) {
  const button = page.locator("main form .submit button").first();
  await Promise.all([page.waitForEvent("domcontentloaded"), button.click()]);
  return saysWhat(page);
}

/** The banner, or the heading and the sentence below it. */
export async function saysWhat(page) {
  const banner = page.locator(".banner");
  const place = (await banner.count()) > 0 ? banner.first() : page.locator("main");
  return (await place.innerText()).trim().split("\n").filter(Boolean).slice(0, 3).join(" ");
}
