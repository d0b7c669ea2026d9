// What a test imports.
export { COLOURS, LAYOUT, axe } from "./lib/axe.mjs";
export {
  THEMES,
  WIDTHS,
  dress,
  openBrowser,
  openContext,
  openWithoutScripts,
  programAddress,
  watch,
} from "./lib/chromium.mjs";
export { keyboardWalk } from "./lib/keyboard.mjs";
export { fitsWidth } from "./lib/layout.mjs";
export { OPEN_PAGES, discover, everyPage, shapeOf } from "./lib/pages.mjs";
export { shot } from "./lib/shot.mjs";
export { tryDressed, tryLooks } from "./lib/dressed.mjs";
export { pageOf, signIn, signIns } from "./lib/sign_in.mjs";
export { act, finishAct, makeDocument, openAct, press, saysWhat } from "./lib/acts.mjs";
