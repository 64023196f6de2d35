// The ink as it is seen: the component's own pixels are as many on every screen, and blurred where the screen has more.
// The same strokes are shown instead, at the screen's own pixels.

let sheetOfInk; // the canvas that shows it
let pen = { width: 12, colour: "#fff" };

// As its button says.
const penWidth = () => parseInt(document.querySelector(".st-key-tools .stPopover")?.innerText.match(/\d+/), 10) || pen.width;

function coverWithInk(container) {
  sheetOfInk = container.querySelector(".sharp") ?? document.createElement("canvas");
  sheetOfInk.className = "sharp";
  sheetOfInk.setAttribute("aria-hidden", "true");
  container.append(sheetOfInk);
}

const pixelsOfInk = () => (sheetOfInk?.getBoundingClientRect().width ?? 0) * window.devicePixelRatio;
const isSharp = () => sheetOfInk?.width === Math.round(pixelsOfInk());

// All of it, after anything but a longer stroke: `size` is that of the canvas, in its own pixels.
function showInk(strokes, size) {
  const width = Math.round(pixelsOfInk());
  if (!width) return;
  const scale = width / size.width;
  const height = Math.round(size.height * scale);
  if (sheetOfInk.width !== width || sheetOfInk.height !== height) Object.assign(sheetOfInk, { width, height });
  const context = sheetOfInk.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  strokes.forEach((stroke) => showPiece(stroke, 0));
}

// What came to a stroke since its point with this number, as curves between the middles of neighbouring points.
function showPiece(stroke, since) {
  const context = sheetOfInk?.getContext("2d");
  if (!context) return;
  const middle = (number) => [0, 1].map((axis) => (stroke[number][axis] + stroke[number + 1][axis]) / 2);
  Object.assign(context, { strokeStyle: pen.colour, lineWidth: stroke.width ?? pen.width, lineCap: "round", lineJoin: "round" });
  context.beginPath();
  context.moveTo(...(since > 1 ? middle(since - 2) : stroke[0]));
  for (let number = Math.max(since - 1, 1); number < stroke.length - 1; number++) {
    context.quadraticCurveTo(...stroke[number], ...middle(number));
  }
  const [x, y] = stroke.at(-1);
  context.lineTo(x + 0.01, y); // a line of no length is not drawn, and a dot is one
  context.stroke();
}
