// Which pages are tried, and in what: every page in both themes, on a desk and on a phone.
import { THEMES, WIDTHS } from "./chromium.mjs";

/** Pages that are reached before anybody has signed in. */
export const OPEN_PAGES = [{ name: "sign-in", path: "/" }];

/**
 * Each page in each theme and width.
 *
 * @template T
 * @param {T[]} pages
 * @returns {(T & {theme: "light" | "dark", width: number})[]}
 */
export function everyPage(pages = OPEN_PAGES) {
  return pages.flatMap((page) =>
    THEMES.flatMap((theme) => WIDTHS.map((width) => ({ ...page, theme, width }))),
  );
}

/** So many pages are read at a time. */
const READ_TOGETHER = 4;

/**
 * Follows links from the page that is open, breadth first, and returns one page of every shape: addresses that differ
 * only in ids, references, numbers or query are one shape.
 *
 * Pages are read, not shown: every link stands in what the program sends. Links that download, leave the program or sign out
 * are not followed; nothing is ever posted.
 *
 * @param {import("playwright-core").Page} page signed in
 * @param {{pagesMax?: number, within?: (url: URL) => boolean}} options
 * @returns {Promise<{name: string, path: string, status: number}[]>}
 */
export async function discover(page, { pagesMax = 200, within } = {}) {
  const home = new URL(page.url());
  const seen = new Set([shapeOf(home)]);
  let open = [home.pathname + home.search];
  const found = [];
  while (open.length > 0 && found.length < pagesMax) {
    const some = open.splice(0, Math.min(READ_TOGETHER, pagesMax - found.length));
    for (const { path, status, type, html } of await Promise.all(some.map((path) => read(page, path)))) {
      // A link that turns out to be a download is no page.
      if (!type.startsWith("text/html")) continue;
      found.push({ name: nameOf(new URL(path, home)), path, status });
      // The samples of the gallery lead to records that are not there.
      if (path.startsWith("/_gallery")) continue;
      for (const href of linksOf(html)) {
        const url = new URL(href, new URL(path, home));
        const shape = shapeOf(url);
        if (url.origin !== home.origin || seen.has(shape) || /sign-?out|log-?out/.test(url.pathname)) continue;
        if (within && !within(url)) continue;
        // Filter, order and size of page are tried one at a time: together they are the same components again.
        const asked = new Set([...url.searchParams.keys()].filter((name) => !(within && name === "as_of")));
        if (asked.size > 1) continue;
        seen.add(shape);
        open.push(url.pathname + url.search);
      }
    }
  }
  return found;
}

/** What an address answers to the person who is signed in. */
async function read(page, path) {
  const response = await page.request.get(new URL(path, page.url()).href);
  const type = response.headers()["content-type"] ?? "";
  const html = type.startsWith("text/html") ? await response.text() : "";
  const answer = { path, status: response.status(), type, html };
  await response.dispose();
  return answer;
}

/** The addresses of links, but for downloads. */
function linksOf(html) {
  const anchors = [...html.matchAll(/<a\s([^>]*)>/g)].map(([, attributes]) => attributes);
  return anchors
    .filter((attributes) => !/(^|\s)download(\s|=|$)/.test(attributes))
    .flatMap((attributes) => attributes.match(/(?:^|\s)href="([^"]*)"/)?.[1] ?? [])
    .map((href) => href.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}

/**
 * The address with ids, references, numbers and kinds of record replaced, and only the names of what is asked: the pages
 * of all kinds are drawn from their declarations by the same few components.
 */
export function shapeOf(url) {
  const parts = url.pathname.split("/").map((part, place, all) => {
    if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(part)) return "{id}";
    if (/^[0-9a-f]{32,64}$/.test(part)) return "{hash}";
    if (/^[A-Z]{2,5}-\d+$/.test(part)) return "{reference}";
    if (/^([A-Z]\.)?\d+(\.\d+)*$/.test(part)) return "{number}";
    if (all[place - 1] === "turn") return "{expectation}";
    if (all[place - 1] === "step") return "{step}";
    if (all[1] === "library" && place > 1) return place === 2 ? "{library}" : "{entry}";
    return place === 2 && all[1] === "r" ? "{kind}" : part;
  });
  // A form that is filled in from its address is the same form, whichever fields they are.
  const form = parts.at(-1) === "new";
  const asked = [...new Set(url.searchParams.keys())].map((name) => (form ? "{field}" : name.replace(/^(f|size)\..*/, "$1.{field}")));
  return parts.join("/") + (asked.length > 0 ? `?${[...new Set(asked)].sort().join("&")}` : "");
}

/** A name that can be a file name: `/systems/{id}/edit` is `systems-id-edit`. */
function nameOf(url) {
  return shapeOf(url).replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "home";
}
