// Walks a page by the Tab key alone, as someone without a mouse does.

/**
 * Presses Tab from the top until the walk comes round, and fails when a control cannot be reached, when focus cannot
 * be seen (WCAG 2.4.7), or when focus is caught (2.1.2).
 *
 * @param {import("playwright-core").Page} page in a context where scripts run
 * @returns {Promise<string[]>} the stops in order, as `tag "name"`
 */
export async function keyboardWalk(page) {
  const expected = await page.evaluate(markControls);
  const stops = [];
  const reached = new Set();
  const problems = [];
  const pressesMax = expected.length * 4 + 20;
  for (let presses = 0, round = false; presses < pressesMax && !round; presses += TOGETHER) {
    await Promise.all(Array.from({ length: TOGETHER }, () => page.keyboard.press("Tab")));
    const taken = await page.evaluate(takeStops);
    if (taken.length === 0) break;
    for (const stop of taken) {
      // A second visit means that the walk has come round.
      round = reached.has(stop.key);
      if (round) break;
      reached.add(stop.key);
      stops.push(stop.label);
      if (!stop.visible) problems.push(`focus cannot be seen on ${stop.label}`);
    }
  }
  for (const control of expected) {
    if (!reached.has(control.key)) problems.push(`Tab does not reach ${control.label}`);
  }
  if (problems.length > 0) throw new Error([`${page.url()} by keyboard:`, ...problems].join("\n  "));
  return stops;
}

/** So many presses are sent before the page is asked where they led. */
const TOGETHER = 40;

/** Runs in the page: numbers every control, notes how it looks unfocused, and returns those Tab must reach. */
function markControls() {
  const selector =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable=true]";
  const controls = [...document.querySelectorAll(selector)].filter(
    (element) =>
      !element.disabled &&
      element.tabIndex >= 0 &&
      !element.closest("[inert]") &&
      element.checkVisibility({ visibilityProperty: true }),
  );
  const expected = new Map();
  window.plumblineLooks = new WeakMap();
  controls.forEach((element, index) => {
    // A group of radio buttons is one stop.
    const group = element.type === "radio" && element.name ? `radio ${element.form?.id ?? ""} ${element.name}` : null;
    const key = group ?? `control ${index}`;
    element.dataset.walk = key;
    const style = getComputedStyle(element);
    window.plumblineLooks.set(element, [
      style.outline,
      style.boxShadow,
      style.border,
      style.backgroundColor,
      style.textDecoration,
    ]);
    const name = element.getAttribute("aria-label") || element.textContent.trim() || element.name || element.id;
    expected.set(key, { key, label: `${element.localName} "${name.replace(/\s+/g, " ").slice(0, 60)}"` });
  });
  document.activeElement?.blur();
  window.getSelection()?.removeAllRanges();
  window.plumblineStops = [];
  document.addEventListener("focusin", ({ target }) => window.plumblineStops.push(describe(target)));
  return [...expected.values()];

  /** What has focus now, and whether one can see that it has. */
  function describe(element) {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const before = window.plumblineLooks.get(element);
    const looks = [style.outline, style.boxShadow, style.border, style.backgroundColor, style.textDecoration];
    const box = element.getBoundingClientRect();
    const there = box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth;
    const changed = outlined || !before || looks.some((look, index) => look !== before[index]);
    const name = element.getAttribute("aria-label") || element.textContent.trim() || element.name || element.id;
    return {
      key: element.dataset.walk ?? `unmarked ${element.localName} ${element.id}`,
      label: `${element.localName} "${name.replace(/\s+/g, " ").slice(0, 60)}"`,
      visible: there && changed,
    };
  }
}

/** Runs in the page: where focus went since it was asked last. */
function takeStops() {
  return window.plumblineStops.splice(0);
}
