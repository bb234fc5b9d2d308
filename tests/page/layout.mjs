// Runs in a page: what sticks out of it to the right although no box of its own scrolls. Lines of text.
export function sticksOut() {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => {
    if (element === null) return false;
    const { display, overflowX } = getComputedStyle(element);
    return (display !== 'inline' && overflowX !== 'visible') || scrolls(element.parentElement);
  };
  if (document.documentElement.scrollWidth <= width) {
    return [];
  }
  const out = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement));
  return [`${document.documentElement.scrollWidth} > ${width}`, ...out.map(({ outerHTML }) => outerHTML.slice(0, 150))];
}

// Runs in a page: buttons, fields and links in lists that are smaller than a finger needs (WCAG 2.2, 2.5.8).
export function tooSmall() {
  return [...document.querySelectorAll('button, select, input, summary')]
    .map((element) => [element.closest('label') ?? element, element.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 0 && height > 0)
    .filter(([target]) => Math.min(target.getBoundingClientRect().width, target.getBoundingClientRect().height) < 24)
    .map(([target]) => target.outerHTML.slice(0, 150));
}
