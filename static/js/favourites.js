// The page of favourites: rows come alive, and what a browser keeps by itself is shown like what an account keeps.
import { dress } from "vw/dress";
import { locate } from "vw/locate";
import "vw/preferences";
import { all, drop, keep } from "vw/store";

const AT_ONCE = 50;
const list = document.querySelector("[data-favourites]");
const place = new URLSearchParams(location.search);
const guest = "guest" in list.dataset;

document.querySelector("[data-near]")?.addEventListener("click", async ({ currentTarget }) => {
  try {
    const [lat, lon] = await locate();
    location.assign(`?lat=${lat}&lon=${lon}`);
  } catch (error) {
    console.debug(error);
    currentTarget.disabled = true;
  }
});

// Nearest first, as far as a flat map tells it; else the newest first.
function inOrder(kept) {
  const [lat, lon] = [place.get("lat"), place.get("lon")].map((value) => (value === null ? NaN : Number(value)));
  const shrink = Math.cos((lat * Math.PI) / 180);
  const away = (one) => Math.hypot(one.latitude - lat, (one.longitude - lon) * shrink);
  return kept.sort(Number.isFinite(lat + lon) ? (a, b) => away(a) - away(b) : (a, b) => b.added_at.localeCompare(a.added_at));
}

async function rowsOf(kept) {
  const wanted = new URLSearchParams(kept.map(({ id }) => ["station", id]));
  for (const name of ["lat", "lon"]) if (place.has(name)) wanted.set(name, place.get(name));
  wanted.set("fragment", "rows");
  const answer = await fetch(`${location.pathname}?${wanted}`);
  const part = document.createElement("template");
  part.innerHTML = answer.ok ? await answer.text() : "<ol></ol>";
  return part.content.querySelector("ol");
}

// A station that is here no longer: what the browser keeps of it.
function lastKnown({ id, title, address }) {
  const row = document.createElement("li");
  row.className = "row";
  row.innerHTML = '<div class="row-body"><h3></h3><p class="row-place"></p></div>';
  row.dataset.id = id;
  row.querySelector("h3").textContent = title;
  row.querySelector("p").textContent = address;
  return row;
}

async function show() {
  const kept = inOrder([...(await all("favourites")).values()]);
  const rows = document.createElement("ol");
  rows.className = "rows rows-small mine-rows";
  for (let i = 0; i < kept.length; i += AT_ONCE) {
    const some = kept.slice(i, i + AT_ONCE);
    const known = await rowsOf(some);
    for (const one of some) {
      const more = known.querySelector(`[data-of="${one.id}"]`);
      rows.append(known.querySelector(`.row[data-id="${one.id}"]`) ?? lastKnown(one));
      if (!more) continue;
      more.querySelector("textarea").value = one.note ?? "";
      rows.append(more);
    }
  }
  list.querySelector("ol").replaceWith(rows);
  document.querySelector("[data-tally]").textContent = kept.length;
  document.querySelector("[data-empty]").hidden = kept.length > 0;
}

dress(list);
if (guest) {
  show();
  list.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { note: id } = event.target.dataset;
    const one = (await all("favourites")).get(id);
    // Another tab may have dropped it.
    if (event.submitter.value === "drop" || !one) {
      await drop("favourites", id);
      return show();
    }
    await keep("favourites", id, { ...one, note: event.target.elements.note.value.trim() });
    event.submitter.classList.add("is-done");
  });
}
