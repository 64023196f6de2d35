// What keys do; the page lists them at its foot.

function pressed(event) {
  if (event.key === "Escape") return closeOpened(event);
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !isShown()) return;
  const name = { z: "undo", Z: "undo", Backspace: "clear" }[event.key];
  if (!name || event.composedPath().some((element) => element.matches?.(TYPED_IN))) return;
  event.preventDefault();
  event.stopPropagation();
  document.querySelector(`.st-key-${name} button`)?.click();
}

// A popover closes by itself; of a number the digit that was opened is closed.
function closeOpened(event) {
  if (document.querySelector('[data-testid="stPopoverBody"]')) return;
  if (event.composedPath().some((element) => element.matches?.(TYPED_IN))) return;
  const opened = [...document.querySelectorAll('[class*="st-key-opened"] [aria-checked="true"]')];
  opened.find((element) => element.getClientRects().length)?.click();
}
