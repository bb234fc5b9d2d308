// Links to steps: the address of the page ends with # and the id of the step. Pure text; main.js reads and sets it.

// The end of an address that leads to a step. Brackets and slashes stay readable.
export function hashOf(id) {
  return `#${encodeURIComponent(id).replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%2F', '/')
    .replaceAll('%2C', ',')}`;
}

// The id that an address ends with, "" for none. What is not encoded properly is taken as it is.
export function idOf(hash) {
  const text = hash.replace(/^#/, '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
