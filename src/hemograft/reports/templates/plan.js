// Figures are drawn once the page is laid out, so that each takes the width of its own column.
const drawings = JSON.parse(document.getElementById("drawings").textContent);
const settings = { displayModeBar: false, responsive: true };
const buttons = document.querySelectorAll("[data-window]");

function show(days) {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.window === days));
  for (const [key, { views }] of Object.entries(drawings)) {
    if (views[days]) Plotly.relayout(key, views[days]);
  }
}

for (const [key, { figure }] of Object.entries(drawings)) Plotly.newPlot(key, figure.data, figure.layout, settings);
for (const button of buttons) {
  button.addEventListener("click", () => show(button.dataset.window));
  if (button.getAttribute("aria-pressed") === "true") show(button.dataset.window);
}

// Paper is narrower than the screen: fit each figure to its column when printing starts, and back afterwards.
matchMedia("print").addEventListener("change", () => {
  for (const key of Object.keys(drawings)) {
    Plotly.relayout(key, { width: document.getElementById(key).clientWidth });
  }
});
