// Fingers on the canvas: the one that moves writes, until it is lifted; one that rests is a palm.

const MOVED = 4; // screen pixels from which a touch draws; less is a tap or a resting palm
const WRITTEN = 20; // screen pixels from which a touch is certainly writing

const touches = new Map(); // by identifier
let writer;

const travelled = ({ track, since }) => {
  const { clientX, clientY } = track[since];
  return Math.max(...track.slice(since).map((at) => Math.hypot(at.clientX - clientX, at.clientY - clientY)));
};

function touched(event) {
  if (event.type === "touchstart" ? !onCanvas(event) : !touches.size) return;
  const handle = { touchstart: put, touchmove: moved, touchend: lifted, touchcancel: lifted }[event.type];
  const changed = [...event.changedTouches];
  const ours = event.type === "touchstart" ? changed : changed.filter(({ identifier }) => touches.has(identifier));
  if (!ours.length) return;
  if (event.cancelable) event.preventDefault();
  event.stopPropagation();
  for (const { identifier, clientX, clientY } of ours) handle(identifier, { clientX, clientY }, event.type);
}

function put(identifier, at) {
  if (document.activeElement?.matches?.(TYPED_IN)) document.activeElement.blur();
  if (writer !== undefined && travelled({ ...touches.get(writer), since: 0 }) < WRITTEN) {
    // It may have been a palm: whichever moves next writes.
    act("mouseup", touches.get(writer).track.at(-1));
    takeBack();
    writer = undefined;
  }
  touches.forEach((touch) => (touch.since = touch.track.length - 1));
  touches.set(identifier, { track: [at], since: 0, alone: !touches.size });
  touches.forEach((touch) => (touch.alone &&= touches.size === 1));
}

function moved(identifier, at) {
  const touch = touches.get(identifier);
  touch.track.push(at);
  if (identifier === writer) act("mousemove", at);
  else if (writer === undefined && !touch.spent && travelled(touch) >= enough()) write(identifier);
}

// Of several touches one is a palm, and palms tremble.
const enough = () => ([...touches.values()].filter(({ spent }) => !spent).length > 1 ? WRITTEN : MOVED);

function write(identifier) {
  writer = identifier;
  const [first, ...others] = touches.get(identifier).track;
  act("mousedown", first);
  others.forEach((point) => act("mousemove", point));
}

function lifted(identifier, at, kind) {
  const touch = touches.get(identifier);
  const isShort = !touch.spent && writer === undefined && travelled(touch) >= MOVED;
  const isDot = touch.alone && writer === undefined && kind === "touchend";
  if (isShort || isDot) write(identifier);
  touches.delete(identifier);
  if (identifier !== writer) return;
  writer = undefined;
  act("mouseup", touch.track.at(-1));
  touches.forEach((other) => (other.spent = true));
}
