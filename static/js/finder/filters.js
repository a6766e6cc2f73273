// The filter form, kept in step with the address.

const form = document.querySelector("[data-search]");
const count = form.querySelector("[data-more-count]");
const details = form.querySelector("[data-more]");
// Not set by a box of the form, kept when it changes.
const KEPT = ["q", "operator", "exclude_operator", "source"];
const carChip = form.querySelector("[data-fits]");
const carBox = carChip.querySelector("input");
// Set by the form without being filters of it.
const OTHER = ["place", "radius_km"];
const TOP = ["connector", "min_power_kw", "q"];

const controls = () => [...form.elements].filter((one) => one.name && !one.disabled && !OTHER.includes(one.name) && !("kept" in one.dataset));
const same = (a, b) => a.length === b.length && a.every((value) => b.includes(value));
const plugsOf = (params) => params.getAll("connector").flatMap((value) => value.split(","));

/** A box for all that a car takes; `car` as `vw/store` has it. */
export function offerCar(car) {
  carBox.value = car.connectors.join(",");
  carBox.disabled = false;
  carChip.querySelector("b").textContent = car.name;
  carChip.hidden = false;
  form.querySelector("[data-no-car]").hidden = true;
}

/** The parameters as the form has them now; the area is taken from `params`. */
export function taken(params, defaultAccess) {
  const next = new URLSearchParams(params);
  for (const name of new Set(controls().map((one) => one.name))) next.delete(name);
  for (const one of controls()) {
    const off = (one.type === "checkbox" || one.type === "radio") && !one.checked;
    if (!off && one.value) next.append(one.name, one.value);
  }
  if (same(next.getAll("access"), defaultAccess)) next.delete("access");
  next.delete("cursor");
  return next;
}

/** Sets the form to what the parameters say. */
export function show(params, defaultAccess) {
  const plugs = plugsOf(params);
  const fits = !carBox.disabled && same(plugs, carBox.value.split(","));
  for (const one of controls()) {
    let given = params.getAll(one.name);
    if (one === carBox) given = fits ? [one.value] : [];
    else if (one.name === "connector") given = fits ? [] : plugs;
    if (one.name === "access" && !given.length) given = defaultAccess;
    if (one.type === "checkbox") one.checked = given.includes(one.value);
    else if (one.type === "radio") one.checked = one.value === (given[0] ?? "");
    else one.value = given[0] ?? "";
  }
  form.elements.place.value = params.get("place") ?? params.get("q") ?? "";
  for (const old of form.querySelectorAll("[data-kept]")) old.remove();
  tally(params);
}

function tally(params) {
  const names = new Set(controls().map((one) => one.name));
  const more = [...new Set(params.keys())].filter((name) => (names.has(name) || KEPT.includes(name)) && !TOP.includes(name));
  const number = more.filter((name) => name !== "order").length;
  count.textContent = number || "";
}

export function listen({ onChange, onSearch, onClear }) {
  form.addEventListener("change", (event) => {
    // Either what the car takes, or plugs of one's own choice.
    if (event.target.name === "connector") {
      for (const one of form.querySelectorAll("[name=connector]")) {
        if ((one === carBox) !== (event.target === carBox)) one.checked = false;
      }
    }
    if (event.target.name && !OTHER.includes(event.target.name)) onChange();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSearch(form.elements.place.value.trim());
  });
  form.querySelector("[data-clear]").addEventListener("click", (event) => {
    event.preventDefault();
    onClear();
  });
  form.querySelector("[data-close-more]").addEventListener("click", () => {
    details.open = false;
    details.querySelector("summary").focus();
    document.getElementById("results").scrollIntoView({ block: "start" });
  });
}
