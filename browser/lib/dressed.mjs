// One page as everybody may see it.
import { axe } from "./axe.mjs";
import { dress } from "./chromium.mjs";
import { fitsWidth } from "./layout.mjs";
import { everyPage } from "./pages.mjs";
import { shot } from "./shot.mjs";

/** Tries the page that is open in both themes, on a desk and on a phone, and takes its pictures; ends as it began. */
export async function tryDressed(page, name) {
  for (const entry of everyPage([{ name }])) {
    await dress(page, entry);
    await axe(page, { coloursOnly: entry.theme === "dark" });
    await fitsWidth(page);
    await shot(page, `${name}${entry.theme === "dark" ? "-dark" : ""}${entry.width < 500 ? "-phone" : ""}`);
  }
  await dress(page, { theme: "light", width: 1440 });
}
