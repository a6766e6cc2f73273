// Suggestions under the search box: places, operators and stations (the combobox pattern of ARIA).

const WAIT_MS = 120;
const input = document.getElementById("place");
const list = document.getElementById("suggestions");
const ICONS = { place: "place", operator: "operator", station: "bolt" };

let found = [];
let chosen = -1;
let timer = 0;
let waiting = null;

function close() {
  clearTimeout(timer);
  waiting?.abort();
  list.hidden = true;
  chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function move(step) {
  if (list.hidden) return;
  chosen = (chosen + step + found.length + 1) % (found.length + 1);
  // One place beyond the last is "none": what was typed.
  const at = chosen === found.length ? -1 : chosen;
  [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
  list.children[at]?.scrollIntoView({ block: "nearest" });
  if (at < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", `suggestion-${at}`);
}

function option(one, i, { sprite, words }) {
  const item = document.createElement("li");
  item.id = `suggestion-${i}`;
  item.className = "suggestion";
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite}#${ICONS[one.kind]}"/></svg><span><b></b><small></small></span>`;
  item.querySelector("b").textContent = one.label;
  item.querySelector("small").textContent = one.detail || words[one.kind];
  return item;
}

function show(settings) {
  if (!found.length) return close();
  list.replaceChildren(...found.map((one, i) => option(one, i, settings)));
  chosen = -1;
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
}

async function ask(settings) {
  const text = input.value.trim();
  if (text.length < 2) return close();
  waiting?.abort();
  waiting = new AbortController();
  try {
    const answer = await fetch(`${settings.suggestions}?${new URLSearchParams({ q: text, limit: 8 })}`, { signal: waiting.signal });
    if (!answer.ok) return close();
    found = (await answer.json()).data;
    if (document.activeElement === input) show(settings);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

/** Tells `onPick` which suggestion was taken. */
export function listen(settings, onPick) {
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "suggestions", "aria-autocomplete": "list" })) {
    input.setAttribute(name, value);
  }
  const take = (i) => {
    const one = found[i];
    close();
    if (one) onPick(one);
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS, settings);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !list.hidden && found[chosen]) {
      event.preventDefault();
      take(chosen);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) take([...list.children].indexOf(item));
  });
}
