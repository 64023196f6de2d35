// What the drawing component does not do by itself: it is dressed for this page, takes one finger and no palm, is
// undone and cleared in place, and what is drawn outlives a reload of this tab.

const STORED = "digit-reader.drawing"; // in the session storage: this tab's, gone with it
const BUTTONS = { undo: "Undo", clear: "Reset canvas & history", send: "Update the app with this drawing" };
const TYPED_IN = 'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable], ' +
  '[role="dialog"], [data-testid="stDataFrame"]';
const DOUBTFUL = 2000; // milliseconds after which the server should know of a stroke
const EMPTIED = 6; // frames after which the component has emptied its canvas: strokes before that go with the others
const ROOM_FOR_THE_REST = 190; // screen pixels of a low screen that the canvas leaves: tabs above, buttons below

let latest; // what the server said last
let canvas; // the component's root, inside its shadow root
let strokes = []; // of points x, y in canvas pixels: what is on the canvas
let stroke; // that is being drawn
let replaying = false;

const sheet = new CSSStyleSheet();

export default function ({ data, setStateValue }) {
  const first = !latest;
  latest = { data, setStateValue };
  pen = data.pen;
  if (first) listen();
  dress();
  insist();
}

function listen() {
  strokes = stored();
  const caught = { capture: true, passive: false };
  const kinds = ["touchstart", "touchmove", "touchend", "touchcancel"];
  kinds.forEach((kind) => window.addEventListener(kind, touched, caught));
  window.addEventListener("mousedown", penDown, true);
  window.addEventListener("mousemove", penMoved, true);
  window.addEventListener("mouseup", penUp);
  window.addEventListener("keydown", pressed, true);
  window.addEventListener("click", clicked, true);
  window.addEventListener("resize", fit);
  new MutationObserver(dress).observe(document.body, { childList: true, subtree: true });
}

// -- The component ----------------------------------------------------------------------------------------------------

function find() {
  for (const element of document.querySelectorAll('.st-key-canvas [data-testid="stBidiComponentIsolated"]')) {
    const root = element.shadowRoot?.querySelector(".dc-root");
    if (root?.querySelector(".upper-canvas")) return root;
  }
}

// Nobody is told of what happens inside a shadow root.
let looking;
function look() {
  looking ??= requestAnimationFrame(() => {
    looking = undefined;
    dress();
  });
}

// While nothing is drawn a ghost shows what to do; the shadow root has no text of its own that could be read aloud.
const ghost = ({ width, height }) => `data:image/svg+xml,${encodeURIComponent(`
  <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" fill="none" stroke="#3d4650">
    <path d="M190 92 L292 88 C275 150 240 200 228 282" stroke-width="14" stroke-linecap="round" stroke-linejoin="round"
      stroke-dasharray="1 24" />
    <text x="${width / 2}" y="${height - 30}" font-family="sans-serif" font-size="18" text-anchor="middle" stroke="none"
      fill="#8a939d">Draw here</text>
  </svg>`)}`;
const isBlank = () => !strokes.length && !stroke && !isNoted();
const isPlayed = () => document.querySelector(".st-key-next") !== null; // another digit than the ghost is to be written
const showGhost = () => canvas?.classList.toggle("blank", isBlank() && !isPlayed());

const upper = () => canvas?.querySelector(".upper-canvas");
const button = (name) => canvas?.querySelector(`[aria-label="${BUTTONS[name]}"]`);
const press = (name) => button(name)?.click();
const isNoted = () => !(button("undo")?.disabled ?? true); // the component has ink
const isShown = () => (upper()?.getBoundingClientRect().width ?? 0) > 0;

// The component fetches its style after it is shown; until then it is out of place, and a stroke would miss it. Its
// toolbar swallows strokes in its top right corner; the page has its own buttons.
function dress() {
  const found = find();
  if (!found) return look();
  const { width, height } = latest.data;
  const shadow = found.getRootNode();
  if (!shadow.adoptedStyleSheets.includes(sheet)) {
    sheet.replaceSync(`
      .dc-root { width: 100% }
      .dc-scroll { overflow: hidden !important; border-radius: 6px }
      .dc-container { position: relative; width: var(--canvas-shown, 100%) !important; height: auto !important;
        aspect-ratio: ${width} / ${height} }
      .dc-container .canvas-container, .dc-container canvas { width: 100% !important; height: 100% !important }
      .dc-background-canvas, .dc-canvas { position: absolute; top: 0; left: 0 }
      .canvas-container canvas { opacity: 0 }
      .sharp { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; z-index: 15 }
      .dc-toolbar { display: none !important }
      .blank .dc-container::after { content: ""; position: absolute; inset: 0; pointer-events: none; z-index: 20;
        background: url('${ghost(latest.data).replaceAll("'", "%27")}') center / 100% 100% no-repeat }
    `);
    shadow.adoptedStyleSheets.push(sheet);
  }
  const isNew = found !== canvas;
  canvas = found;
  if (isNew) {
    coverWithInk(canvas.querySelector(".dc-container"));
    upper().setAttribute("role", "img");
    upper().setAttribute("aria-label", "Drawing area: what is drawn here is read. The buttons below draw an example.");
  }
  fit();
  showGhost();
  if (!isNew || !strokes.length) return;
  isWhole = false;
  setTimeout(bringBack);
}

// The canvas has always the same pixels; on a narrow or low screen they are shown smaller, with all that is drawn.
function fit() {
  const room = document.querySelector(".st-key-canvas")?.parentElement?.clientWidth;
  if (!room) return;
  const { width, height } = latest.data;
  const low = Math.max(150, window.innerHeight - ROOM_FOR_THE_REST) * (width / height);
  document.documentElement.style.setProperty("--canvas-shown", `${Math.min(room, width, low)}px`);
  if (!isSharp()) showInk(stroke ? [...strokes, stroke] : strokes, latest.data);
}

// -- The pen ----------------------------------------------------------------------------------------------------------

const onCanvas = (event) => canvas && event.composedPath().includes(upper());

function place(event) {
  const box = upper().getBoundingClientRect();
  const scale = latest.data.width / box.width;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale].map((side) => Math.round(side * 10) / 10);
}

function penDown(event) {
  if (event.button !== 0 || !onCanvas(event)) return;
  stroke = Object.assign([place(event)], { width: penWidth() });
  if (!replaying) showPiece(stroke, 0);
  showGhost();
}

function penMoved(event) {
  if (!stroke || replaying) return;
  if (event.isTrusted && event.buttons === 0) return act("mouseup", lastPlace()); // lifted where nobody could see it
  stroke.push(place(event));
  if (!replaying) showPiece(stroke, stroke.length - 1);
}

function penUp(event) {
  if (!stroke || event.button !== 0) return;
  if (!replaying) keep([...strokes, stroke]);
  stroke = undefined;
  // After a stroke the component waits 200 ms before it sends; its own button sends at once.
  if (!replaying) setTimeout(() => press("send"));
}

function lastPlace() {
  const box = upper().getBoundingClientRect();
  const [x, y] = stroke.at(-1).map((side) => (side * box.width) / latest.data.width);
  return { clientX: box.left + x, clientY: box.top + y };
}

// The component listens to a mouse; what else draws does as a mouse would.
function act(kind, { clientX, clientY }) {
  const options = { clientX, clientY, button: 0, bubbles: true, cancelable: true, composed: true, isPrimary: true };
  upper().dispatchEvent(new PointerEvent(kind, options));
}

// -- Undo, clear, samples ---------------------------------------------------------------------------------------------

function takeBack() {
  // The component notes a stroke only after the event that ended it.
  queueMicrotask(() => {
    press("undo");
    keep(strokes.slice(0, -1));
  });
}

function clear() {
  queueMicrotask(() => {
    press("clear");
    keep([]);
  });
}

function finish() {
  if (stroke) act("mouseup", lastPlace());
}

function clicked(event) {
  const sample = event.target.closest?.('[class*="st-key-sample_"]');
  if (sample) return showSample(sample.className.match(/st-key-sample_(\d+)/)[1]);
  const tile = event.target.closest?.(".tile");
  if (tile) document.querySelectorAll(".st-key-opened button")[[...tile.parentElement.children].indexOf(tile)]?.click();
  look(); // another tab may have been opened
  const names = ["undo", "clear", "forget", "next", "end", "again"];
  const target = event.target.closest?.(names.map((name) => `.st-key-${name} button:not(:disabled)`).join());
  if (!target) return;
  finish();
  if (target.closest(".st-key-undo")) takeBack();
  else clear();
}

function showSample(number) {
  if (!canvas || !isBlank()) return;
  keep(latest.data.samples[number]);
  replay(strokes);
}

// -- What is drawn, kept for a reload ---------------------------------------------------------------------------------

function keep(drawn) {
  strokes = drawn;
  told = false;
  showInk(strokes, latest.data);
  showGhost();
  insist();
  try {
    if (strokes.length) sessionStorage.setItem(STORED, JSON.stringify(strokes));
    else sessionStorage.removeItem(STORED);
  } catch {
    // No room, or not allowed: then it is only not kept.
  }
}

function stored() {
  try {
    const found = JSON.parse(sessionStorage.getItem(STORED)) ?? [];
    const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
    return found.filter((points) => Array.isArray(points) && points.length && points.every(isPoint));
  } catch {
    return [];
  }
}

let isWhole = true; // whether the component has all strokes that are on the canvas

async function bringBack() {
  if (stroke || replaying) return insist(); // nobody is interrupted
  if (!isShown()) canvas = undefined; // again when its tab is opened
  else if (isWhole && isNoted()) press("send");
  else await drawAnew();
}

async function drawAnew() {
  if (isNoted()) {
    press("clear");
    for (let frame = 0; frame < EMPTIED; frame += 1) await new Promise(requestAnimationFrame);
  }
  isWhole = !stroke && !isNoted() && (await replay(strokes));
}

// A component that makes itself ready, or undoes, loses strokes, and what is sent may be lost on its way: as long as the
// server knows of other strokes than are drawn, it is told again, and the second time of all that is to be seen.
let insisting;
let told = false; // whether it was told again of these strokes
const SAME = 2; // canvas pixels that a stroke's ends may differ: the server's are whole ones
const isBehind = () => {
  const { ends } = latest.data;
  const seen = strokes.flatMap((points) => [...points[0], ...points.at(-1)]);
  return ends && (ends.length !== seen.length || seen.some((side, at) => Math.abs(side - ends[at]) > SAME));
};

function insist() {
  clearTimeout(insisting);
  if (isBehind()) insisting = setTimeout(repeat, isWhole && isNoted() ? DOUBTFUL : DOUBTFUL / 10);
}

async function repeat() {
  if (isBehind() && canvas && !stroke && !replaying) {
    isWhole &&= !told;
    told = true;
    await bringBack();
  }
  insist();
}

async function replay(drawn) {
  const box = upper().getBoundingClientRect();
  const scale = box.width / latest.data.width;
  const spots = (points) => points.map(([x, y]) => ({ clientX: box.left + x * scale, clientY: box.top + y * scale }));
  replaying = true;
  try {
    for (const points of drawn.map(spots)) {
      act("mousedown", points[0]);
      points.slice(1).forEach((point) => act("mousemove", point));
      act("mouseup", points.at(-1));
      await null; // the component notes each stroke only after its event
      if (!isNoted()) return false; // it is not ready for any
    }
  } finally {
    replaying = false;
  }
  press("send");
  return true;
}
