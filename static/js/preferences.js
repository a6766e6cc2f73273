// Units and colours: sent like any form; here only without a second click, and colours without a new page.

const YEAR = 365 * 86400;
const root = document.documentElement;
const night = matchMedia("(prefers-color-scheme: dark)");

/** "light" or "dark", as the page is shown now. */
export function theme() {
  const chosen = root.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return night.matches ? "dark" : "light";
}

/** Calls back when the colours change, by hand or with the device. */
export function onTheme(callback) {
  document.addEventListener("vw-theme", callback);
  night.addEventListener("change", callback);
}

function choose({ target }) {
  const form = target.form;
  if (target.name === "theme") {
    root.dataset.theme = target.value;
    document.cookie = `theme=${target.value}; path=/; max-age=${YEAR}; samesite=lax`;
    document.dispatchEvent(new Event("vw-theme"));
  } else {
    form.elements.next.value = location.pathname + location.search;
    form.requestSubmit();
  }
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open], details.legend[open]")) {
    const away = event.type === "click" ? !menu.contains(event.target) : event.key === "Escape";
    if (!away) continue;
    menu.open = false;
    if (event.type === "keydown") menu.querySelector("summary").focus();
  }
}

document.querySelector("[data-preferences]")?.addEventListener("change", choose);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
