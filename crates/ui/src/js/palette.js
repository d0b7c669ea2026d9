// The palette: the search page in a dialog. Without scripts the same link opens the page.
{
  const address = document.body.dataset.search;
  const open = document.querySelector("a.find");
  let dialog;
  let wait;

  const make = () => {
    dialog = document.createElement("dialog");
    dialog.className = "palette";
    dialog.setAttribute("aria-label", open.textContent.trim());
    const input = document.createElement("input");
    input.type = "search";
    input.setAttribute("aria-label", open.textContent.trim());
    input.setAttribute("placeholder", open.firstElementChild.textContent);
    const results = document.createElement("div");
    results.setAttribute("aria-live", "polite");
    dialog.append(input, results);
    document.body.append(dialog);
    input.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => find(input.value, results), 120);
    });
    dialog.addEventListener("keydown", (event) => {
      const links = [...results.querySelectorAll("a")];
      const now = links.indexOf(document.activeElement);
      if (event.key === "ArrowDown") links[Math.min(now + 1, links.length - 1)]?.focus();
      else if (event.key === "ArrowUp") (links[now - 1] ?? input).focus();
      else if (event.key === "Enter" && document.activeElement === input) {
        if (links[0]) location.assign(links[0].href);
        else location.assign(`${address}?q=${encodeURIComponent(input.value)}`);
      } else return;
      event.preventDefault();
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  };

  // The results are the part of the search page that is marked, so there is one rendering of a result.
  const find = async (query, results) => {
    if (!query.trim()) return results.replaceChildren();
    const answer = await fetch(`${address}?q=${encodeURIComponent(query)}`, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("[data-results]");
    results.replaceChildren(...(found ? [document.importNode(found, true)] : []));
  };

  const show = () => {
    if (!dialog) make();
    dialog.showModal();
    dialog.querySelector("input").select();
  };

  if (address && open && window.HTMLDialogElement) {
    open.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show();
    });
    addEventListener("keydown", (event) => {
      const slash = event.key === "/" && !event.target.closest("input, textarea, select");
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (!slash && !k) return;
      event.preventDefault();
      show();
    });
  }
}
