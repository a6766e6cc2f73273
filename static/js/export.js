// An export's page follows its job: the server's answer is put in as it comes.
import "vw/preferences";

const EVERY_MS = 1000;
const page = document.querySelector("[data-export]");
const goingOn = () => page.querySelector("[data-going-on]") !== null;

async function follow() {
  try {
    const answer = await fetch(`${location.pathname}?fragment=progress`, { signal: AbortSignal.timeout(10_000) });
    if (answer.ok) show(await answer.text());
  } catch (error) {
    console.debug(error);
  }
  if (goingOn()) setTimeout(follow, EVERY_MS);
}

// What has focus, and what a screen reader has said, stays as it is while only figures change.
function show(html) {
  const next = document.createElement("template");
  next.innerHTML = html;
  const stillGoing = next.content.querySelector("[data-going-on]");
  if (!stillGoing || !goingOn()) return void page.replaceChildren(next.content);
  const [bar, nextBar] = [page, next.content].map((part) => part.querySelector("progress"));
  for (const name of ["max", "value"]) {
    if (nextBar.hasAttribute(name)) bar.setAttribute(name, nextBar.getAttribute(name));
  }
  for (const name of ["h1", ".lead"]) {
    const [old, fresh] = [page, next.content].map((part) => part.querySelector(name));
    if (old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
  }
}

if (goingOn()) setTimeout(follow, EVERY_MS / 2);
