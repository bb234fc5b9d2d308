// The entry of the page: reads the data and starts its parts.
const trace = JSON.parse(document.getElementById('trace').textContent);
document.title = trace.title;
