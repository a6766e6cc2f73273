// What a visitor keeps: in their account where they are logged in, else in this browser. What was kept in the browser
// joins the account as soon as somebody is logged in.

const PLACES = { favourites: "vw-favourites", vehicles: "vw-vehicles", searches: "vw-searches" };
// As many as an account takes.
const MOST = { favourites: 1000, vehicles: 20, searches: 100 };
// As the parameters of a search say these standards.
const SHORT = { IEC_62196_T1: "type1", IEC_62196_T2: "type2", CHADEMO: "chademo", SAE_J3400: "nacs" };
const BOTH_CCS = ["IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO"];
const loaded = {};
let turn = Promise.resolve();
let member = document.documentElement.classList.contains("member");

export const isMember = () => member;

function local(kind) {
  try {
    return JSON.parse(localStorage.getItem(PLACES[kind])) ?? {};
  } catch {
    return {};
  }
}

function write(kind, kept) {
  if (Object.keys(kept).length) localStorage.setItem(PLACES[kind], JSON.stringify(kept));
  else localStorage.removeItem(PLACES[kind]);
}

async function ask(method, path, body) {
  const [, token] = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/) ?? [];
  const headers = { ...(token && { "X-CSRFToken": token }), ...(body && { "Content-Type": "application/json" }) };
  const answer = await fetch(`/api/v2/me/${path}`, { method, headers, body: body && JSON.stringify(body) });
  // The session is over, whatever a cookie says.
  if (answer.status === 401) member = false;
  if (!answer.ok) throw Object.assign(new Error(`${answer.status}`), { status: answer.status });
  return answer.status === 204 ? null : answer.json();
}

// One after the other: a star that is clicked twice ends as it was clicked last.
function inTurn(go) {
  turn = turn.then(go, go);
  return turn;
}

async function join(kind) {
  const kept = Object.entries(local(kind));
  if (!kept.length) return;
  if (kind === "favourites") {
    const data = kept.map(([station, { title, address, latitude, longitude, note, added_at }]) => ({ station, title, address, latitude, longitude, note, added_at }));
    const { refused } = await ask("POST", "favourites/", { data });
    return write(kind, Object.fromEntries(refused.map(({ row }) => kept[row])));
  }
  const rest = {};
  for (const [id, one] of kept) {
    await ask("PUT", `${kind}/${id}/`, facts(kind, one)).catch((error) => {
      // What can't be kept for good is let go; what there is no room or connection for stays here.
      if (error.status !== 400) rest[id] = one;
    });
  }
  write(kind, rest);
}

// What of a thing its owner tells.
function facts(kind, one) {
  if (kind === "favourites") return { note: one.note ?? null };
  if (kind === "searches") return { name: one.name, query: one.query };
  const { name, inlets, battery_capacity, max_ac_power, max_dc_power, model, chosen } = one;
  return { name, inlets, battery_capacity, max_ac_power, max_dc_power, model, chosen };
}

async function load(kind) {
  if (member) {
    try {
      await join(kind);
      const { data } = await ask("GET", `${kind}/`);
      return new Map(data.map((one) => [one.id, one]));
    } catch (error) {
      console.debug(error);
      if (member) return new Map();
    }
  }
  return new Map(Object.entries(local(kind)));
}

/** All of a kind, "favourites", "vehicles" or "searches", by id. */
export function all(kind) {
  loaded[kind] ??= inTurn(() => load(kind));
  return loaded[kind];
}

// Another tab may have kept or dropped something since.
function takeUp(kind, kept) {
  if (member) return;
  kept.clear();
  for (const [id, one] of Object.entries(local(kind))) kept.set(id, one);
}

window.addEventListener("storage", async ({ key }) => {
  const kind = Object.keys(PLACES).find((one) => PLACES[one] === key);
  if (!kind || member) return;
  takeUp(kind, await all(kind));
  document.dispatchEvent(new Event(`vw-${kind}`));
});

/** Brings what this browser keeps into the account; whether anything came. */
export async function joined() {
  const kinds = Object.keys(PLACES);
  const count = () => kinds.reduce((sum, kind) => sum + Object.keys(local(kind)).length, 0);
  const before = count();
  for (const kind of member && before ? kinds : []) await inTurn(() => join(kind)).catch(console.debug);
  return count() < before;
}

/** Keeps one; rejects where that can't be done, with `status` 409 where there are too many. */
export async function keep(kind, id, one) {
  const kept = await all(kind);
  takeUp(kind, kept);
  if (!kept.has(id) && kept.size >= MOST[kind]) throw Object.assign(new Error("full"), { status: 409 });
  const now = { id, added_at: new Date().toISOString(), ...one };
  kept.set(id, member ? { ...now, ...(await inTurn(() => ask("PUT", `${kind}/${id}/`, facts(kind, one)))) } : now);
  if (!member) write(kind, Object.fromEntries(kept));
  document.dispatchEvent(new Event(`vw-${kind}`));
}

export async function drop(kind, id) {
  const kept = await all(kind);
  if (member) await inTurn(() => ask("DELETE", `${kind}/${id}/`)).catch((error) => { if (error.status !== 404) throw error; });
  takeUp(kind, kept);
  kept.delete(id);
  if (!member) write(kind, Object.fromEntries(kept));
  document.dispatchEvent(new Event(`vw-${kind}`));
}

/** The car to find chargers for, with `connectors` as a search names them; null for none. */
export async function chosenCar() {
  const cars = [...(await all("vehicles")).values()];
  const car = cars.find((one) => one.chosen) ?? cars[0];
  if (!car) return null;
  const standards = Object.keys(car.takes);
  const both = BOTH_CCS.every((one) => standards.includes(one));
  const connectors = standards.filter((one) => !both || !BOTH_CCS.includes(one)).map((one) => SHORT[one] ?? one);
  return { ...car, connectors: both ? ["ccs", ...connectors] : connectors };
}
