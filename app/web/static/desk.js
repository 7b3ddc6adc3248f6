// Conveniences. Reading and deciding work without this script.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["x-csrf-token"] || "";
const remembered = (name, otherwise) => { try { return localStorage.getItem(name) || otherwise; } catch { return otherwise; } };
const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* not kept */ } };

// -- footer tools

for (const tools of $$(".tools")) tools.hidden = false;
for (const element of $$(".needs-script")) element.hidden = false;

const themes = ["auto", "light", "dark"];
function showTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const label = $("#theme span");
  if (label) label.textContent = theme;
}
let theme = remembered("theme", "auto");
showTheme(theme);
$("#theme")?.addEventListener("click", () => {
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  remember("theme", theme);
  showTheme(theme);
});

let keysOn = remembered("keys", "on") === "on";
function showKeys() {
  document.documentElement.dataset.keys = keysOn ? "on" : "off";
  const button = $("#keys");
  if (!button) return;
  button.setAttribute("aria-pressed", String(keysOn));
  $("span", button).textContent = keysOn ? "on" : "off";
}
showKeys();
$("#keys")?.addEventListener("click", () => { keysOn = !keysOn; remember("keys", keysOn ? "on" : "off"); showKeys(); });

// -- times, in the reader's time zone

const two = (number) => String(number).padStart(2, "0");
function showTimes(root) {
  for (const element of $$("time[datetime]", root)) {
    const when = new Date(element.dateTime);
    if (Number.isNaN(when.getTime())) continue;
    element.title = element.title || element.textContent;
    element.textContent = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} ${two(when.getHours())}:${two(when.getMinutes())}`;
  }
}
showTimes(document);
document.addEventListener("htmx:afterSwap", (event) => showTimes(event.target.isConnected ? event.target : document));

// -- keys, as printed on the buttons

const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function move(step) {
  const rows = $$("[data-row]");
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  const target = $("[data-open], [data-pick]", next);
  target?.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const row = document.activeElement?.closest("[data-row]");
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (row && event.key === "o") $("[data-open]", row)?.click();
  else if (row && (event.key === "x" || (event.key === " " && !event.target.matches("input, button, a")))) $("[data-pick]", row)?.click();
  else {
    const wanted = $$(`[data-key="${CSS.escape(event.key)}"]`).find((element) => element.offsetParent !== null && !element.disabled);
    if (!wanted) return;
    wanted.focus();
    if (!typing(wanted)) wanted.click();
  }
  event.preventDefault();
});

// -- take or leave changes

function countTaken() {
  const boxes = $$(".change-card input[name=take]");
  if (!boxes.length) return;
  for (const box of boxes) box.closest(".change-card").classList.toggle("off", !box.checked);
  const counter = $("[data-taken]");
  if (counter) counter.textContent = `${boxes.filter((box) => box.checked).length} of ${boxes.length} changes`;
}
document.addEventListener("change", (event) => { if (event.target.name === "take") countTaken(); });
for (const button of $$("[data-switch-all]")) {
  button.addEventListener("click", () => {
    for (const box of $$(".change-card input[name=take]")) box.checked = button.dataset.switchAll === "on";
    countTaken();
  });
}
countTaken();

// Keep the switches and the typed input when changing to another view.
for (const tab of $$(".tabs a")) {
  tab.addEventListener("click", () => {
    const form = $("#decide");
    if (!form) return;
    const boxes = $$(".change-card input[name=take]", form);
    const kept = { reason: form.reason?.value, instructions: form.instructions?.value };
    if (boxes.length) kept.taken = boxes.filter((box) => box.checked).map((box) => box.value);
    try { sessionStorage.setItem(`typed:${location.pathname}`, JSON.stringify({ ...typedBefore(), ...kept })); } catch { /* not kept */ }
  });
}
function typedBefore() {
  try { return JSON.parse(sessionStorage.getItem(`typed:${location.pathname}`) || "{}"); } catch { return {}; }
}
const form = $("#decide");
if (form && !$(".alert")) {
  const typed = typedBefore();
  if (typed.reason && form.reason && !form.reason.value) form.reason.value = typed.reason;
  if (typed.instructions && form.instructions && !form.instructions.value) form.instructions.value = typed.instructions;
  const counter = $("[data-taken]");
  if (typed.taken && counter) {
    for (const box of $$("input[name=take]", form)) {
      if (box.type === "checkbox") box.checked = typed.taken.includes(box.value);
      else box.remove();
    }
    if (!$(".change-card")) {
      for (const id of typed.taken) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "take", value: id }));
      counter.textContent = `${typed.taken.length} of ${counter.dataset.all} changes`;
    }
  }
  countTaken();
  form.addEventListener("submit", () => { try { sessionStorage.removeItem(`typed:${location.pathname}`); } catch { /* nothing kept */ } });
}

// -- the lease: a countdown, renewed while the reviewer is active

const lease = $("[data-until]");
if (lease) {
  const idleAfter = 5 * 60_000;
  let until = Date.parse(lease.dataset.until);
  let active = Date.now();
  let renewed = Date.now();
  for (const kind of ["keydown", "pointerdown", "scroll"]) document.addEventListener(kind, () => { active = Date.now(); }, { passive: true });
  const renew = async () => {
    renewed = Date.now();
    const body = new URLSearchParams({ token: lease.dataset.token, csrf: csrf() });
    try {
      const answer = await fetch(lease.dataset.renew, { method: "POST", body, headers: { "x-requested-with": "desk", "x-csrf-token": csrf() } });
      if (answer.ok) until = Date.parse(await answer.text());
      else if (answer.status === 409) until = Date.now();
    } catch { /* offline: the countdown continues, and the next tick tries again */ }
  };
  const tick = () => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    lease.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "no time: the claim has expired";
    lease.closest(".lease").classList.toggle("ending", left < 120);
    const isHere = document.visibilityState === "visible" && Date.now() - active < idleAfter;
    if (left && isHere && Date.now() - renewed > 60_000) renew();
  };
  tick();
  setInterval(tick, 1000);
}
