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
  await page.evaluate(() => {
    document.activeElement?.blur();
    window.getSelection()?.removeAllRanges();
  });
  const stops = [];
  const reached = new Set();
  const problems = [];
  let last = null;
  for (let presses = 0; presses < expected.length * 4 + 20; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(describeFocus);
    // Day, month and year of a date are stops of their own within one control.
    if (stop && stop.key === last) continue;
    last = stop?.key;
    // Past the last control focus leaves the page; a second visit means that it has come round.
    if (!stop || reached.has(stop.key)) break;
    reached.add(stop.key);
    stops.push(stop.label);
    if (!stop.visible) problems.push(`focus cannot be seen on ${stop.label}`);
  }
  for (const control of expected) {
    if (!reached.has(control.key)) problems.push(`Tab does not reach ${control.label}`);
  }
  if (problems.length > 0) throw new Error([`${page.url()} by keyboard:`, ...problems].join("\n  "));
  return stops;
}

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
  return [...expected.values()];
}

/** Runs in the page: what has focus now, and whether one can see that it has. */
function describeFocus() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
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
