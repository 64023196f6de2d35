// The visit outlives a reload: its history is kept in the session storage, which is this tab's and gone with it. And
// Back leads to the tab before.

const STORED = "digit-reader.history";
let asked; // the visit that was asked to take back what is stored

export default function ({ data, setTriggerValue }) {
  remember();
  let found;
  try {
    found = JSON.parse(sessionStorage.getItem(STORED));
  } catch {
    found = undefined;
  }
  if (found?.entries?.length && found.visit !== data.visit && !data.brought) {
    if (asked !== data.visit) setTriggerValue("brought", found.entries); // to a server that knows nothing of them
    asked = data.visit;
    return;
  }
  try {
    if (data.entries.length) sessionStorage.setItem(STORED, JSON.stringify(data));
    else sessionStorage.removeItem(STORED);
  } catch {
    // No room, or not allowed: then it is only not kept.
  }
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
