// The finder comes alive: list, form and address at once, the map after them.
import { dress } from "vw/dress";
import * as filters from "vw/filters";
import * as list from "vw/list";
import { locate } from "vw/locate";
import "vw/preferences";
import * as search from "vw/search";
import * as state from "vw/state";
import { all, chosenCar } from "vw/store";

const SETTLE_MS = 180;
const settings = JSON.parse(document.getElementById("finder-settings").textContent);
const note = document.querySelector("[data-note]");
const tools = document.querySelector("[data-map-tools]");
const card = document.querySelector("[data-picked]");
const finder = document.querySelector("[data-finder]");

const wide = matchMedia("(min-width: 860px)");

let params = state.read();
let view = null;
let settling = 0;

/** Go to other parameters: address, form, list, tiles, and where the map looks. */
async function go(next, { push = true, still = false } = {}) {
  params = next;
  state.write(params, { push });
  filters.show(params, settings.defaultAccess);
  view?.filter(state.text(state.filtersOf(params)));
  const answered = await list.load(state.without(params, "picked"), settings.words);
  if (!answered || params !== next) return;
  if (answered.has("missed")) {
    params = answered;
    state.write(params);
    filters.show(params, settings.defaultAccess);
    view?.filter(state.text(state.filtersOf(params)));
  }
  if (!still || !params.has("bbox")) aim();
}

// Where the map should look for the list that is shown.
function aim() {
  const box = state.box(params.get("bbox"));
  const fit = state.box(list.head().fit);
  if (!view || (!box && !fit)) return;
  const now = view.box();
  if (!box) view.fit(fit);
  else if (box.some((side, i) => Math.abs(side - now[i]) > 1e-4)) view.look(box);
}

// The visitor has moved the map: the list follows, and the address.
function moved() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const box = view.box();
    const next = state.without(params, "bbox", "radius_km", "cursor", "missed");
    const point = state.point(list.head().point);
    const mine = next.get("origin") === "me";
    if (!mine && !(point && (next.has("place") || next.has("lat")) && state.holds(box, point))) {
      for (const name of ["lat", "lon", "place"]) next.delete(name);
    }
    next.set("bbox", box.join(","));
    localStorage.setItem("vw-view", box.join(","));
    go(next, { push: false, still: true });
  }, SETTLE_MS);
}

// What the visitor keeps: their car is a filter, their favourites are on the map.
chosenCar().then((car) => {
  if (!car) return;
  filters.offerCar(car);
  filters.show(params, settings.defaultAccess);
});
async function showStars() {
  view?.stars([...(await all("favourites")).values()]);
}
document.addEventListener("vw-favourites", showStars);
dress(document.getElementById("results"));
dress(card);

function withArea(next) {
  const placed = ["bbox", "lat", "place"].some((name) => next.has(name));
  if (!placed && view) next.set("bbox", view.box().join(","));
  return next;
}

filters.listen({
  onChange: () => go(withArea(filters.taken(params, settings.defaultAccess)), { still: true }),
  onSearch(text) {
    const next = state.without(state.withoutArea(params), "q");
    if (text) next.set("place", text);
    go(text ? next : withArea(next));
  },
  onClear() {
    const area = [...params].filter(([name]) => ["bbox", "lat", "lon", "place", "radius_km", "origin"].includes(name));
    go(new URLSearchParams(area), { still: true });
  },
});

search.listen(settings, (one) => {
  if (one.kind === "station") return location.assign(one.url);
  if (one.kind === "operator") {
    const next = state.without(params, "q", "place", "missed", "cursor", "operator");
    next.append("operator", one.slug);
    return go(withArea(next), { still: true });
  }
  const next = state.without(state.withoutArea(params), "q");
  next.set("lat", one.latitude);
  next.set("lon", one.longitude);
  next.set("place", one.label);
  return go(next);
});

list.listen({
  onLink: (link) => go(state.ofLink(link)),
  onHot(row) {
    view?.mark("hot", row && markOf(row));
  },
});

addEventListener("popstate", () => go(state.read(), { push: false }));

function say(words, { lasting = false } = {}) {
  note.textContent = words;
  note.hidden = !words;
  if (words && !lasting) setTimeout(() => note.textContent === words && say(""), 6000);
}

tools.querySelector("[data-locate]").addEventListener("click", async () => {
  say(settings.words.lookingForYou, { lasting: true });
  try {
    const [latitude, longitude] = await locate();
    say("");
    const next = state.without(state.withoutArea(params), "q");
    next.set("lat", latitude);
    next.set("lon", longitude);
    next.set("origin", "me");
    view?.mark("me", { at: [latitude, longitude] });
    go(next);
  } catch {
    say(settings.words.noPosition);
  }
});

tools.querySelector("[data-whole-map]").addEventListener("click", ({ currentTarget }) => {
  const whole = currentTarget.getAttribute("aria-pressed") !== "true";
  currentTarget.setAttribute("aria-pressed", String(whole));
  finder.querySelector(".stage").classList.toggle("is-whole", whole);
  scrollTo({ top: 0 });
  view?.resized();
});

const markOf = (row) => ({ at: state.point(row.dataset.at), face: row.dataset.face });

async function pick(id, mark) {
  const row = list.mark("is-picked", id);
  // On a phone the list lies below the map, which must not slide away.
  if (wide.matches) row?.scrollIntoView({ block: "nearest" });
  view?.mark("picked", mark);
  params = state.without(params, "picked");
  if (id) params.set("picked", id);
  state.write(params);
  if (!id) return void (card.hidden = true);
  const answer = await fetch(`${settings.station.replace("{id}", id)}?fragment=card`).catch(() => null);
  if (!answer?.ok || params.get("picked") !== id) return;
  card.innerHTML = await answer.text();
  card.hidden = false;
  view?.mark("picked", markOf(card.querySelector(".row")));
}

card.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-picked]")) pick(null, null);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !card.hidden && !document.querySelector("details[open].menu")) pick(null, null);
});

async function startMap() {
  const mine = params.get("origin") === "me" ? { at: [Number(params.get("lat")), Number(params.get("lon"))] } : null;
  const last = state.box(localStorage.getItem("vw-view"));
  const exact = state.box(params.get("bbox")) ?? (params.size ? null : last);
  try {
    const { createView } = await import("vw/view");
    view = await createView({
      container: document.getElementById("map"),
      settings,
      fit: exact ?? state.box(list.head().fit),
      filters: state.text(state.filtersOf(params)),
      marks: { me: mine },
      onMove: moved,
      onPick: pick,
      onHover(id, mark) {
        list.mark("is-hot", id);
        view.mark("hot", mark);
      },
      onSimple: () => say(settings.words.offline),
    });
  } catch (error) {
    console.warn(error);
    return say(settings.words.noMap, { lasting: true });
  }
  tools.hidden = false;
  showStars();
  if (exact) view.look(exact);
  if (!params.size && last) moved();
  if (params.has("picked")) pick(params.get("picked"), null);
}

tools.hidden = false;
if (document.readyState === "complete") startMap();
else addEventListener("load", startMap);
