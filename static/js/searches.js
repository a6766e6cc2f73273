// Saved searches of somebody without an account, kept in the browser.
import "vw/preferences";
import { all, drop, keep } from "vw/store";

const list = document.querySelector("[data-searches]");
const form = document.querySelector("[data-save]");
const sample = document.querySelector("template[data-search]");

async function show() {
  const saved = [...(await all("searches")).values()];
  list.replaceChildren(...saved.map(line));
  document.querySelector("[data-empty]").hidden = Boolean(saved.length || form);
}

function line({ id, name, query, words }) {
  const item = sample.content.cloneNode(true);
  const link = item.querySelector("a");
  link.href = `/?${query}`;
  link.textContent = name;
  item.querySelector(".said").textContent = words ?? "";
  item.querySelector("input").value = name;
  item.querySelector("form").dataset.id = id;
  return item;
}

if ("guest" in list.dataset) {
  show();
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, query } = form.elements;
    try {
      await keep("searches", crypto.randomUUID(), { name: name.value.trim(), query: query.value, words: form.querySelector("p").textContent });
      location.assign(location.pathname);
    } catch {
      name.setCustomValidity(document.getElementById("mine").dataset.full);
      name.reportValidity();
    }
  });
  list.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { id } = event.target.dataset;
    const one = (await all("searches")).get(id);
    // Another tab may have dropped it.
    if (event.submitter.value === "drop" || !one) await drop("searches", id);
    else await keep("searches", id, { ...one, name: event.target.elements.name.value.trim() });
    show();
  });
}
