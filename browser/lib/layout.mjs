// What axe does not see: a page that is wider than the phone it is read on.

/**
 * Fails when the page must be scrolled sideways (WCAG 1.4.10) or something sticks out of its card, naming it.
 *
 * @param {import("playwright-core").Page} page in a context where scripts run
 */
export async function fitsWidth(page) {
  const { over, culprits, beyond } = await page.evaluate(() => {
    const root = document.documentElement;
    const scrolls = (element) => {
      for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflowX !== "visible") return true;
      }
      return false;
    };
    const out = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(element),
    );
    const cards = [...document.querySelectorAll(".card")].flatMap((card) =>
      [...card.querySelectorAll("table, form, dl, ul, pre")].filter(
        (element) => element.getBoundingClientRect().right > card.getBoundingClientRect().right + 1 && !scrolls(element),
      ),
    );
    const say = (element) => element.localName + (element.className ? `.${[...element.classList].join(".")}` : "");
    return {
      over: root.scrollWidth - root.clientWidth,
      culprits: out.slice(0, 5).map(say),
      beyond: cards.slice(0, 3).map(say),
    };
  });
  if (beyond.length > 0) throw new Error(`${page.url()} shows more than its card holds: ${beyond.join(", ")}`);
  if (over > 1) {
    throw new Error(`${page.url()} is ${over} px wider than its window: ${culprits.join(", ")}`);
  }
}
