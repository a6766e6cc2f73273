// The garage of somebody without an account: the same form, kept in the browser.
import "vw/preferences";
import { exactly } from "vw/dress";
import { all, drop, keep } from "vw/store";

const list = document.querySelector("[data-cars]");
const form = document.querySelector("[data-car]");
const table = JSON.parse(document.getElementById("inlets").textContent);
const refusal = form.querySelector("[data-refusal]");
const FIGURES = ["max_dc_power", "max_ac_power", "battery_capacity"];

const chipOf = (inlet) => form.querySelector(`[name=inlets][value=${inlet}]`).nextElementSibling;

async function show() {
  const cars = [...(await all("vehicles")).values()];
  list.replaceChildren(...cars.map(line));
}

function line(car) {
  const item = document.createElement("li");
  item.className = `mine-car${car.chosen ? " is-chosen" : ""}`;
  item.innerHTML = '<div><h2></h2><p class="plugs"></p><p class="row-facts"></p></div><p class="mine-files"></p>';
  item.querySelector("h2").textContent = car.name;
  for (const inlet of car.inlets) {
    const plug = Object.assign(document.createElement("span"), { className: "plug" });
    plug.append(...chipOf(inlet).cloneNode(true).childNodes);
    item.querySelector(".plugs").append(plug);
  }
  const told = [car.max_dc_power && `DC ${exactly(car.max_dc_power)}`, car.max_ac_power && `AC ${exactly(car.max_ac_power)}`, car.battery_capacity && `${exactly(car.battery_capacity)}h`];
  for (const text of told.filter(Boolean)) item.querySelector(".row-facts").append(Object.assign(document.createElement("span"), { textContent: text }));
  const [fits, choose, change, remove, chosen] = form.dataset.words.split("|");
  if (car.chosen) item.querySelector("h2").append(" ", Object.assign(document.createElement("span"), { className: "badge badge-chosen", textContent: chosen }));
  const ways = item.querySelector(".mine-files");
  ways.append(Object.assign(document.createElement("a"), { className: "button button-quiet", href: `/?connector=${Object.keys(car.takes)}`, textContent: fits }));
  if (!car.chosen) ways.append(button(choose, () => chooseCar(car)));
  ways.append(button(change, () => fill(car)), button(remove, () => removeCar(car)));
  return item;
}

function button(text, go) {
  const one = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: text });
  one.addEventListener("click", go);
  return one;
}

async function chooseCar(car) {
  for (const other of [...(await all("vehicles")).values()]) await keep("vehicles", other.id, { ...other, chosen: other.id === car.id });
  show();
}

async function removeCar(car) {
  await drop("vehicles", car.id);
  const rest = [...(await all("vehicles")).values()];
  if (rest.length && !rest.some((one) => one.chosen)) return chooseCar(rest.at(-1));
  show();
}

function fill(car) {
  form.elements.id.value = car.id;
  form.elements.model.value = car.model ?? "";
  form.elements.name.value = car.name;
  for (const box of form.querySelectorAll("[name=inlets]")) box.checked = car.inlets.includes(box.value);
  for (const name of FIGURES) form.elements[name].value = car[name] ? car[name] / 1000 : "";
  form.scrollIntoView({ block: "start" });
}

function told() {
  const inlets = [...form.querySelectorAll("[name=inlets]:checked")].map((box) => box.value);
  const figure = (name) => (form.elements[name].value ? Math.round(Number(form.elements[name].value) * 1000) : null);
  return {
    name: form.elements.name.value.trim(),
    model: form.elements.model.value || null,
    inlets,
    takes: Object.assign({}, ...inlets.map((inlet) => table[inlet])),
    ...Object.fromEntries(FIGURES.map((name) => [name, figure(name)])),
  };
}

if ("guest" in list.dataset) {
  show();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const car = told();
    refusal.hidden = car.inlets.length > 0;
    refusal.textContent = form.dataset.needed;
    if (!car.inlets.length) return;
    const id = form.elements.id.value || crypto.randomUUID();
    const cars = await all("vehicles");
    const chosen = cars.get(id)?.chosen ?? cars.size === 0;
    try {
      await keep("vehicles", id, { ...car, chosen });
    } catch {
      refusal.textContent = document.getElementById("mine").dataset.full;
      refusal.hidden = false;
      return;
    }
    // A model of the catalogue stood in the form: what is typed next is another car.
    history.replaceState(null, "", location.pathname);
    for (const field of [...form.querySelectorAll("input:not([type=checkbox])")]) field.value = "";
    for (const box of form.querySelectorAll("[name=inlets]")) box.checked = false;
    show();
    list.scrollIntoView({ block: "center" });
  });
}
