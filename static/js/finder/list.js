// The list: swapped for the server's answer, never built here, so that it reads the same with and without a script.
import { text } from "vw/state";

const results = document.getElementById("results");
const announce = document.querySelector("[data-announce]");
let waiting = null;

export const head = () => results.querySelector(".results-head")?.dataset ?? {};
export const rowOf = (id) => results.querySelector(`.row[data-id="${CSS.escape(id)}"]`);

async function fetchPart(address) {
  waiting?.abort();
  waiting = new AbortController();
  const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(20_000)]);
  const answer = await fetch(address, { signal, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const params = new URL(answer.url).searchParams;
  params.delete("fragment");
  return { html: await answer.text(), params };
}

/** Loads the list for these parameters; gives those that were answered (a name that is no place becomes a text). */
export async function load(params, words) {
  results.classList.add("is-loading");
  results.setAttribute("aria-busy", "true");
  try {
    const part = await fetchPart(`/?${text(params)}&fragment=list`);
    results.innerHTML = part.html;
    announce.textContent = results.querySelector("[data-count]")?.textContent ?? "";
    return part.params;
  } catch (error) {
    if (error.name !== "AbortError") fail(words);
    return null;
  } finally {
    results.classList.remove("is-loading");
    results.removeAttribute("aria-busy");
  }
}

function fail(words) {
  const note = document.createElement("div");
  note.className = "empty";
  note.innerHTML = '<p class="empty-title"></p><p class="empty-ways"><a href=""></a></p>';
  note.querySelector("p").textContent = words.noList;
  note.querySelector("a").textContent = words.again;
  note.querySelector("a").href = location.href;
  results.replaceChildren(note);
  announce.textContent = words.noList;
}

async function more(link) {
  const address = new URL(link.href);
  address.searchParams.set("fragment", "list");
  link.setAttribute("aria-busy", "true");
  try {
    const page = document.createElement("template");
    page.innerHTML = (await fetchPart(address)).html;
    const rows = [...page.content.querySelectorAll("[data-rows] > .row")];
    results.querySelector("[data-rows]").append(...rows);
    link.parentElement.replaceWith(page.content.querySelector(".results-more") ?? "");
    rows[0]?.querySelector("a").focus({ preventScroll: true });
  } catch {
    location.assign(link.href);
  }
}

/** Tells `onLink` of links that only change the state, and `onHot` of the row under pointer or focus. */
export function listen({ onLink, onHot }) {
  results.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link.matches("[data-state-link]")) {
      event.preventDefault();
      onLink(link);
    } else if (link.matches("[data-more-rows]")) {
      event.preventDefault();
      more(link);
    }
  });
  const tell = (event) => onHot(event.target.closest?.(".row") ?? null);
  results.addEventListener("pointerover", tell);
  results.addEventListener("pointerleave", () => onHot(null));
  results.addEventListener("focusin", tell);
}

/** Marks rows: the one under the pointer on the map, and the one picked there. */
export function mark(name, id) {
  for (const row of results.querySelectorAll(`.${name}`)) row.classList.remove(name);
  const row = id && rowOf(id);
  row?.classList.add(name);
  return row;
}
