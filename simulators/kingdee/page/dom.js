/** The element with an id; the page's own markup always has it. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. Children that are no nodes become text, so what comes from a bill can
 * never become markup.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(
    ...children.flat().map((child) => (child instanceof HTMLElement ? child : String(child))),
  );
  return made;
}

/** 86000.00 as 86,000.00, without passing through a float. */
export function thousands(amount) {
  const [whole, fraction] = amount.split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

let hideToast;

/** Shows a sentence for a moment. */
export function toast(message, isError = false) {
  const box = byId('toast');
  box.textContent = message;
  box.className = isError ? 'toast show error' : 'toast show';
  clearTimeout(hideToast);
  hideToast = setTimeout(() => {
    box.className = 'toast';
  }, 3200);
}
