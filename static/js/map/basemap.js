// Which map lies under the stations: the detailed one from its host, or our own simple one where that can't be had.

// All that is asked of the host (style, description of its tiles, one tile) has to be there by then.
const PATIENCE_MS = 2300;
// The simple map is asked for in the background when the host has been silent this long.
const HEDGE_MS = 900;
export const TILE_ERRORS_ALLOWED = 3;

async function get(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
}

function tileAt([longitude, latitude], zoom) {
  const n = 2 ** zoom;
  const y = (1 - Math.asinh(Math.tan((Math.max(-85, Math.min(85, latitude)) * Math.PI) / 180)) / Math.PI) / 2;
  return { z: zoom, x: Math.floor((((longitude + 180) / 360 + 1) % 1) * n), y: Math.min(n - 1, Math.floor(y * n)) };
}

// A tile that is missing raises no error in the map library, so one is asked for beforehand.
async function probe(style, base, { centre, zoom }, signal) {
  const source = Object.values(style.sources).find((one) => one.type === "vector" || one.type === "raster");
  if (!source) return;
  const described = source.url ? await (await get(new URL(source.url, base), signal)).json() : source;
  const at = tileAt(centre, Math.max(described.minzoom ?? 0, Math.min(Math.floor(zoom), described.maxzoom ?? 14)));
  const address = described.tiles[0].replace(/\{([zxy])\}/g, (_, name) => at[name]);
  await (await get(new URL(address, base), signal)).arrayBuffer();
}

async function online(address, view) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const style = await (await get(address, signal)).json();
  await probe(style, address, view, signal);
  return style;
}

async function offline(address) {
  return (await get(address, AbortSignal.timeout(20_000))).json();
}

/** The style to use now: `{style, simple}`. `view` is where the map looks: {centre: [lon, lat], zoom}. */
export async function choose({ online: hosts, offline: own }, theme, view, { simpleOnly = false } = {}) {
  if (!simpleOnly && hosts[theme]) {
    const hedge = setTimeout(() => offline(own[theme]).catch(() => {}), HEDGE_MS);
    try {
      return { style: await online(hosts[theme], view), simple: false };
    } catch {
      // Too slow, unreachable, or without tiles: the simple map it is.
    } finally {
      clearTimeout(hedge);
    }
  }
  return { style: await offline(own[theme]), simple: true };
}
