// How fast a car may charge at a plug, as accounts/vehicles/charging.py has it: the lower of the car's limit and the
// plug's power, and a maximum. An offer is "standard:watts:power type", each empty where it isn't known.

/** {fits: true, false or null, power: watts or null} of the best of several offers. */
export function charging(car, offers) {
  const plugs = offers.split(" ").filter(Boolean).map((offer) => offer.split(":"));
  const fitting = plugs.filter(([standard]) => standard in car.takes);
  if (!fitting.length) return { fits: plugs.length && plugs.every(([standard]) => standard) ? false : null, power: null };
  const powers = fitting.map((plug) => powerAt(car, plug)).filter((watts) => watts !== null);
  return { fits: true, power: powers.length ? Math.max(...powers) : null };
}

function powerAt(car, [standard, watts, type]) {
  const current = car.takes[standard] ?? (type && (type === "DC" ? "DC" : "AC"));
  const limit = { AC: car.max_ac_power, DC: car.max_dc_power }[current] ?? null;
  return limit === null || !watts ? null : Math.min(limit, Number(watts));
}
