"use strict";

// Swagger UI has a dark dress of its own, by this class; which one is worn follows the rest of the site.
const root = document.documentElement;
const darkDevice = matchMedia("(prefers-color-scheme: dark)");

function dress() {
  const chosen = root.dataset.theme;
  root.classList.toggle("dark-mode", chosen === "dark" || (chosen !== "light" && darkDevice.matches));
}

dress();
darkDevice.addEventListener("change", dress);
document.addEventListener("vw-theme", dress);

SwaggerUIBundle({
  url: "{{ schema_url|escapejs }}",
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  ...{{ settings|safe }},
});
