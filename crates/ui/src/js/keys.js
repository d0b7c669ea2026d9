// Keys: `/` and Ctrl or Cmd with K search, `?` helps, j and k or the arrows walk the rows of a table, x selects, Enter
// opens, a selects all, d goes to what can be done, e changes a cell, s searches the register, f filters, c arranges, u
// undoes the selection.
{
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-keys=rows] tbody tr:not(.grouped)")];
  const pen = () => (document.querySelector("tr[aria-selected]") ?? document).querySelector("a.pen") ?? document.querySelector("a.btn[href*=\"cells=edit\"]");
  const open = (menu) => {
    if (!menu) return;
    if (menu.href) {
      // It is on a page of its own, where one goes on with it.
      sessionStorage.setItem("opened", "");
      return menu.click();
    }
    menu.open = true;
    menu.querySelector("select, input")?.focus();
  };
  const walk = (by) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.hasAttribute("aria-selected"));
    const next = all[Math.max(0, Math.min(all.length - 1, now + by))];
    all.forEach((row) => row.removeAttribute("aria-selected"));
    next.setAttribute("aria-selected", "true");
    next.querySelector("a.name")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    const help = document.querySelector("a[data-help]");
    const within = event.target.closest("[data-keys=rows]");
    if (event.key === "j" || (within && event.key === "ArrowDown")) walk(1);
    else if (event.key === "k" || (within && event.key === "ArrowUp")) walk(-1);
    else if (event.key === "e" && pen()) (pen().matches(".pen") ? pen().focus() : pen().click());
    else if (event.key === "f") open(document.querySelector("details.menu[data-filter]"));
    else if (event.key === "c") open(document.querySelector("[data-arrange]"));
    else if (event.key === "s") document.querySelector("main form[role=search] input[type=search]")?.focus();
    else if (event.key === "a") document.querySelector("[data-all]")?.click();
    else if (event.key === "d") document.querySelector("[data-keys=do] button")?.focus();
    else if (event.key === "u") document.querySelectorAll("[data-keys=rows] input:checked").forEach((box) => box.click());
    else if (event.key === "x") document.querySelector("tr[aria-selected] input[name=id]")?.click();
    else if (event.key === "?" && help) location.assign(help.href);
    else return;
    event.preventDefault();
  });
  for (const all of document.querySelectorAll("[data-all]")) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of all.form.querySelectorAll(`input[name=${all.dataset.all}]`)) box.checked = all.checked;
    });
  }
  if (sessionStorage.getItem("opened") !== null) {
    sessionStorage.removeItem("opened");
    open(document.querySelector("details[data-arrange]"));
  }
  // A menu closes when one leaves it.
  addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
