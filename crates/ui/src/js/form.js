// Forms: hides what is not asked for, leads to the first problem, and warns before typed text is left behind.
{
  const answers = (form, name) =>
    [...form.querySelectorAll(`[name="${name}"]`)]
      .filter((input) => (input.type !== "radio" && input.type !== "checkbox") || input.checked)
      .flatMap((input) => (input.multiple ? [...input.selectedOptions].map((option) => option.value) : [input.value]));
  for (const form of document.querySelectorAll("form")) {
    const asked = form.querySelectorAll("[data-when]");
    const update = () => {
      for (const field of asked) {
        const [name, codes] = field.dataset.when.split("=");
        // What holds a problem or an answer stays in sight: nothing is sent unseen.
        const filled = [...field.querySelectorAll("input, textarea, select")].some(
          (input) => (input.type === "radio" || input.type === "checkbox" ? input.checked && input.value : input.value),
        );
        field.hidden =
          !field.classList.contains("error") && !filled && !answers(form, name).some((value) => codes.split(" ").includes(value));
      }
    };
    if (asked.length) {
      form.addEventListener("change", update);
      update();
    }
  }
  document.querySelector(".summary")?.focus();

  // Suggestions for a record that is being typed: those of its register that hold the words.
  const address = document.body.dataset.search;
  let wait;
  addEventListener("input", ({ target }) => {
    const kind = target.dataset?.suggest;
    if (!kind || !address) return;
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const query = new URLSearchParams({ q: target.value, kind });
      const answer = await fetch(`${address}?${query}`, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      const { items } = await answer.json();
      const options = items.map(({ reference, title }) => new Option("", `${reference} ${title}`));
      target.list?.replaceChildren(...options);
    }, 120);
  });

  const form = document.getElementById("form");
  if (form) {
    let typed = false;
    form.addEventListener("input", () => (typed = true));
    form.addEventListener("submit", () => (typed = false));
    addEventListener("beforeunload", (event) => typed && event.preventDefault());
  }
}
