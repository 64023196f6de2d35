// The visit outlives a reload: its history is kept in the session storage, which is this tab's and gone with it. And
// Back leads to the tab before.

const STORED = "digit-reader.history";
const AGAIN = 4000, TRIES = 8; // milliseconds; a message may be lost while a server starts
let asked; // the visit that is asked to take back what is stored
let waiting;

export default function ({ data, setTriggerValue }) {
  remember();
  let found;
  try {
    found = JSON.parse(sessionStorage.getItem(STORED));
  } catch {
    found = undefined;
  }
  if (found?.entries?.length && found.visit !== data.visit && !data.brought) {
    // To a server that knows nothing of them.
    if (asked !== data.visit) ask(() => setTriggerValue("brought", found.entries), TRIES);
    asked = data.visit;
    return;
  }
  clearTimeout(waiting);
  try {
    if (data.entries.length) sessionStorage.setItem(STORED, JSON.stringify(data));
    else sessionStorage.removeItem(STORED);
  } catch {
    // No room, or not allowed: then it is only not kept.
  }
}

function ask(tell, tries) {
  clearTimeout(waiting);
  tell();
  if (tries > 1) waiting = setTimeout(ask, AGAIN, tell, tries - 1);
}

const tabOf = (address) => new URL(address, location.href).searchParams.get("tab");

// A tab replaces the address; another tab is another step.
let remembers = false;
function remember() {
  if (remembers) return;
  remembers = true;
  const replace = history.replaceState;
  history.replaceState = function (state, title, address) {
    const leads = address && tabOf(address) !== tabOf(location.href);
    return (leads ? history.pushState : replace).call(history, state, title, address);
  };
}
