// The address bar holds the whole state of the finder; this reads and writes it.

const AREA = ["bbox", "lat", "lon", "radius_km", "place", "origin"];
const PASSING = ["limit", "cursor", "picked", "missed", "fragment", "order"];

export const read = () => new URLSearchParams(location.search);
export const ofLink = (link) => new URL(link.href).searchParams;

export function without(params, ...names) {
  const rest = new URLSearchParams(params);
  for (const name of names) rest.delete(name);
  return rest;
}

/** The parameters without the area: what the map's tiles are filtered by. */
export const filtersOf = (params) => without(params, ...AREA, ...PASSING);
export const withoutArea = (params) => without(params, ...AREA, "picked", "missed", "cursor");

/** The same parameters as a string that reads well: commas stay commas. */
export function text(params) {
  const given = new URLSearchParams([...params].filter(([, value]) => value !== ""));
  return given.toString().replaceAll("%2C", ",");
}

export function write(params, { push = false } = {}) {
  const query = text(params);
  const address = location.pathname + (query ? `?${query}` : "");
  if (address === location.pathname + location.search) return;
  history[push ? "pushState" : "replaceState"](null, "", address);
}

/** [west, south, east, north], or null. */
export function box(value) {
  const sides = (value || "").split(",").map(Number);
  return sides.length === 4 && sides.every(Number.isFinite) ? sides : null;
}

/** [latitude, longitude], or null. */
export function point(value) {
  const pair = (value || "").split(",").map(Number);
  return value && pair.length === 2 && pair.every(Number.isFinite) ? pair : null;
}

export function holds([west, south, east, north], [latitude, longitude]) {
  if (latitude < south || latitude > north) return false;
  return west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
}
