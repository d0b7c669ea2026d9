// Progress: loads the marked part again while a job runs. Without scripts the page reloads itself.
{
  const part = () => document.querySelector("[data-progress]");
  const again = async () => {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-progress]");
    if (!next) return location.reload();
    part().replaceWith(document.importNode(next, true));
    setTimeout(again, 1000);
  };
  if (part()) setTimeout(again, 1000);
}
