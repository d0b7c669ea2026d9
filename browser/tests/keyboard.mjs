// Every page can be used by the keyboard alone, and starts with the link that skips the navigation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { discover, keyboardWalk, openBrowser, openContext, signIn, signIns } from "../harness.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

for (const width of [1440, 390]) {
  test(`Tab reaches every control at ${width} px`, async () => {
    const context = await openContext(browser, { width });
    const page = await context.newPage();
    await signIn(page, signIns()[0].role);
    const problems = [];
    for (const { path } of await discover(page)) {
      // Its samples have hundreds of controls that lead nowhere; each component is walked where it is used.
      if (path.startsWith("/_gallery") || path.includes("as_of=")) continue;
      await page.goto(path);
      try {
        const [first] = await keyboardWalk(page);
        if (!/^a "skip/i.test(first ?? "")) problems.push(`${path} starts with ${first}, not with a skip link`);
      } catch (error) {
        problems.push(error.message);
      }
    }
    assert.deepEqual(problems, []);
    await context.close();
  });
}
