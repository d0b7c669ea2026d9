// One page as everybody may see it.
import { COLOURS, LAYOUT, axe } from "./axe.mjs";
import { dress } from "./chromium.mjs";
import { fitsWidth } from "./layout.mjs";
import { everyPage } from "./pages.mjs";
import { shot } from "./shot.mjs";

/**
 * How a page is looked at: by every rule on a desk in the light; then by what a phone's width and the other theme can change.
 * A theme moves nothing, so both are tried at once. What shows on a desk alone has its colours tried in the light, what shows
 * on a phone alone in the dark.
 */
const LOOKS = [
  { theme: "light", width: 1440 },
  { theme: "dark", width: 390, only: [...COLOURS, ...LAYOUT] },
];

/**
 * Tries the page that is open in every look, and ends as it began.
 *
 * @param {import("playwright-core").Page} page in a context where scripts run
 * @param {string} name what problems are told under
 * @returns {Promise<string[]>} every problem
 */
export async function tryLooks(page, name = page.url()) {
  const problems = [];
  for (const look of LOOKS) {
    await dress(page, look);
    const failed = (error) => problems.push(`${name}, ${look.theme}, ${look.width} px: ${error.message}`);
    await axe(page, look).catch(failed);
    await fitsWidth(page).catch(failed);
  }
  await dress(page, LOOKS[0]);
  return problems;
}

/** Fails on any problem of the page that is open, and takes its pictures in both themes, on a desk and on a phone. */
export async function tryDressed(page, name) {
  const problems = await tryLooks(page, name);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  if (!process.env.TOUR) return;
  for (const entry of everyPage([{ name }])) {
    await dress(page, entry);
    await shot(page, `${name}${entry.theme === "dark" ? "-dark" : ""}${entry.width < 500 ? "-phone" : ""}`);
  }
  await dress(page, LOOKS[0]);
}
