// Signs in as one of the demonstration's people, through the form that everyone uses.
import { openWithoutScripts } from "./chromium.mjs";

/** The sign-ins that the program printed. */
export function signIns() {
  return JSON.parse(process.env.PLUMBLINE_SIGN_INS ?? "[]");
}

/**
 * Opens the first page, fills the sign-in form and waits for the page behind it. Works without scripts.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} role as printed by the program
 */
export async function signIn(page, role) {
  const person = signIns().find((each) => each.role === role);
  if (!person) {
    const known = signIns().map((each) => each.role);
    throw new Error(`the demonstration has no ${role}; it has ${known.join(", ")}`);
  }
  await page.goto("/");
  const password = page.locator('input[type="password"]').first();
  const form = page.locator("form").filter({ has: password });
  await form.locator('input[type="email"], input[name="email"]').first().fill(person.email);
  await password.fill(person.password);
  await Promise.all([
    page.waitForEvent("domcontentloaded"),
    form.locator('button[type="submit"], button:not([type]), input[type="submit"]').first().click(),
  ]);
  if ((await page.locator('input[type="password"]').count()) > 0) {
    const alert = page.locator('[role="alert"]');
    const said = await ((await alert.count()) > 0 ? alert : page.locator("body")).first().innerText();
    throw new Error(`${role} was not signed in: ${said.split("\n").slice(0, 4).join(" ")}`);
  }
  return person;
}

/**
 * A page of somebody of the demonstration who has signed in, without scripts unless another way to open is given.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} role
 * @returns {Promise<import("playwright-core").Page>}
 */
export async function pageOf(browser, role, open = openWithoutScripts) {
  const page = await (await open(browser)).newPage();
  await signIn(page, role);
  return page;
}
