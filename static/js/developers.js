// The calls are written anew as the question changes, copied with one click, and tried in place.
import "vw/copying";
import "vw/preferences";

const form = document.querySelector("[data-question]");
const answer = document.querySelector("[data-answer]");
let latest = 0;

async function write() {
  if (!form.checkValidity()) return;
  const turn = ++latest;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  if (turn !== latest) return;
  document.querySelector("[data-calls]").replaceWith(page.querySelector("[data-calls]"));
  document.querySelector("[data-keyed]").replaceWith(page.querySelector("[data-keyed]"));
  history.replaceState(null, "", address);
  answer.hidden = true;
}

async function ask(address) {
  const began = performance.now();
  const response = await fetch(address);
  const body = JSON.stringify(await response.json(), null, 2);
  answer.querySelector("[data-status]").textContent = `${response.status}, ${Math.round(performance.now() - began)} ms`;
  answer.querySelector("[data-body]").textContent = body;
  answer.hidden = false;
}

form.addEventListener("change", write);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  write();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-try]");
  if (!link) return;
  event.preventDefault();
  ask(link.href).catch(() => location.assign(link.href));
});
