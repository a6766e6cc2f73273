// Puts on public pages what only their visitor knows: which stations they keep, and how fast their car charges there.
import { charging } from "vw/charging";
import { all, chosenCar, drop, isMember, keep } from "vw/store";

const words = document.getElementById("mine").dataset;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Kilowatts in words, as precise as the rows of a list. */
export function kilowatts(watts) {
  const n = Math.round(watts / 100) / 10;
  return fill(words.power, { n: (n >= 10 ? Math.round(n) : n).toLocaleString(document.documentElement.lang) });
}

/** The same with every digit that was given. */
export function exactly(watts) {
  return fill(words.power, { n: (watts / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 3 }) });
}

/** Dresses all rows in an element, and those that come later. */
export function dress(root) {
  const go = () => {
    for (const star of root.querySelectorAll("[data-star]:not([aria-pressed])")) dressStar(star);
    for (const place of root.querySelectorAll("[data-offers]:not([data-car])")) dressPlace(place);
    for (const plug of root.querySelectorAll("[data-offer]:not([data-car])")) dressPlug(plug);
    for (const list of root.querySelectorAll("[data-saved][hidden]")) fillSaved(list);
  };
  new MutationObserver(go).observe(root, { childList: true, subtree: true });
  go();
}

function dressStar(star) {
  star.setAttribute("role", "button");
  star.setAttribute("aria-pressed", "false");
  press(star);
}

async function press(star) {
  star.setAttribute("aria-pressed", String((await all("favourites")).has(star.dataset.star)));
}

async function dressPlace(place) {
  place.dataset.car = "";
  const car = await chosenCar();
  const body = place.querySelector(".row-body, .sheet-head > div");
  if (!car || !body || body.querySelector(".row-car")) return;
  const { fits, power } = charging(car, place.dataset.offers);
  const text = fits === null ? words.unknown : !fits ? words.no : power === null ? words.takes : words.fast;
  const line = document.createElement("p");
  line.className = "row-car";
  line.textContent = fill(text, { car: car.name, power: power && kilowatts(power) });
  if (power) line.title = words.most;
  body.querySelector(".row-facts").after(line);
}

async function dressPlug(plug) {
  plug.dataset.car = "";
  const car = await chosenCar();
  const { power } = car ? charging(car, plug.dataset.offer) : {};
  if (!power) return;
  const line = document.createElement("small");
  line.className = "point-car";
  line.textContent = fill(words.plug, { power: kilowatts(power) });
  line.title = words.most;
  plug.parentElement.append(line);
}

async function fillSaved(list) {
  const saved = [...(await all("searches")).values()];
  if (!saved.length || !list.hidden) return;
  for (const { id, name, query } of saved) {
    // The account's own page sees whether the search is still good.
    const href = isMember() ? `/accounts/searches/${id}/` : `/?${query}`;
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { className: "tag", href, textContent: name }));
    list.append(item);
  }
  list.hidden = false;
}

// What a browser has to keep of a station itself.
function factsOf(star) {
  const place = star.closest("[data-at]");
  const [latitude, longitude] = place.dataset.at.split(",").map(Number);
  const text = (selector) => place.querySelector(selector)?.textContent.trim().replace(/\s+/g, " ") ?? "";
  const isRow = place.matches(".row");
  const title = isRow ? text("h3") : text("h1");
  return { title, address: text(isRow ? ".row-place" : ".sheet-place"), latitude, longitude };
}

document.addEventListener("click", async (event) => {
  const star = event.target.closest?.("[data-star]");
  if (!star || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { star: id } = star.dataset;
  try {
    if ((await all("favourites")).has(id)) await drop("favourites", id);
    else await keep("favourites", id, factsOf(star));
  } catch (error) {
    console.debug(error);
    star.title = error.status === 409 ? words.full : words.failed;
  }
});
document.addEventListener("vw-favourites", () => document.querySelectorAll("[data-star][aria-pressed]").forEach(press));
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("[data-star]")) {
    event.preventDefault();
    event.target.click();
  }
});
