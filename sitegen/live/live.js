// Added to pages while they are previewed: reloads what has changed and shows what is wrong. No built page has it.
(() => {
  const script = document.currentScript;
  const page = { ...script.dataset };
  const words = JSON.parse(page.words);
  let seen = Number(page.number);
  let stream = null;

  function connect() {
    if (stream || document.visibilityState === "hidden") return;
    const query = new URLSearchParams({ path: location.pathname, key: page.key, content: page.content });
    stream = new EventSource(`${page.events}?${query}`);
    stream.onmessage = (event) => receive(JSON.parse(event.data));
    stream.onerror = () => stream?.readyState === EventSource.CLOSED && setTimeout(again, 1000);
  }

  // A hidden tab holds no connection: a browser has only six for all tabs of one site.
  function disconnect() {
    stream?.close();
    stream = null;
  }

  // A browser comes back by itself when the server was away, but not when it was refused.
  function again() {
    disconnect();
    connect();
  }

  function receive(state) {
    if (state.moved) {
      location.replace(state.moved + location.search + location.hash);
    } else if (state.run !== page.run || state.version !== page.version) {
      reload();
    } else {
      show(state);
      adopt(state.files);
    }
  }

  function reload() {
    disconnect();
    location.reload();
  }

  // Files that the page uses: style sheets are swapped, for anything else the page is loaded again.
  function adopt(files) {
    const changed = Object.keys(files).filter((url) => files[url] > seen);
    seen = Math.max(seen, ...Object.values(files));
    const used = new Set(performance.getEntriesByType("resource").map((entry) => pathOf(entry.name)));
    for (const element of document.querySelectorAll("[src], [poster], link[href]")) {
      used.add(pathOf(element.src || element.poster || element.href));
    }
    const mine = changed.filter((path) => used.has(path));
    if (mine.every((path) => sheetsAt(path).length)) mine.forEach(swap);
    else reload();
  }

  function sheetsAt(path) {
    return [...document.querySelectorAll('link[rel~="stylesheet"]')].filter((sheet) => pathOf(sheet.href) === path);
  }

  // Empty for what is on another site, no URL, or not in UTF-8.
  function pathOf(url) {
    try {
      const { origin, pathname } = new URL(url, location.href);
      return origin === location.origin ? decodeURIComponent(pathname) : "";
    } catch {
      return "";
    }
  }

  // The old rules go only when the new ones are there, so that nothing flashes.
  function swap(path) {
    const last = sheetsAt(path).at(-1);
    const fresh = last.cloneNode();
    const url = new URL(last.href);
    url.searchParams.set("seen", String(seen));
    fresh.href = url.href;
    fresh.onload = fresh.onerror = () => {
      const sheets = sheetsAt(path);
      sheets.slice(0, sheets.indexOf(fresh)).forEach((sheet) => sheet.remove());
    };
    last.after(fresh);
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const host = document.createElement("sitegen-preview");
  const root = host.attachShadow({ mode: "open" });
  const corner = element("div", "", { class: "corner", dir: "ltr", lang: "en" });
  const parts = {};
  root.append(element("link", "", { rel: "stylesheet", href: page.style }), corner);

  function show(state) {
    const faults = state.told.filter((one) => one.severity === "error");
    const others = state.told.filter((one) => one.severity !== "error");
    put("mark", state.mark ? [state.mark] : [], corner, mark);
    put("badge", others, corner, badge);
    put("overlay", faults, root, overlay);
    if (!host.isConnected) document.documentElement.append(host);
    markLinks(state.unpublished);
  }

  // A part that says the same as before is left alone: it may be dismissed, opened, scrolled, or have the focus.
  function put(name, said, parent, make) {
    const text = JSON.stringify(said);
    if (parts[name]?.text === text) return;
    parts[name]?.node?.remove();
    parts[name] = { text, node: said.length ? parent.appendChild(make(said)) : null };
  }

  function list(told) {
    const made = element("ol", "");
    for (const one of told) {
      const item = element("li", "", { class: one.severity });
      item.append(element("p", `${one.path}:${one.line}:${one.column}`, { class: "place" }));
      item.append(element("p", `${one.severity}: ${one.message}`, { class: "message" }));
      if (one.excerpt) item.append(element("pre", one.excerpt));
      if (one.hint) item.append(element("p", `→ ${one.hint}`, { class: "hint" }));
      made.append(item);
    }
    return made;
  }

  function overlay(faults) {
    const box = element("section", "", { class: "overlay", role: "alertdialog", "aria-label": words.errors, dir: "ltr", lang: "en" });
    const close = element("button", "×", { type: "button", "aria-label": words.dismiss });
    close.onclick = () => box.remove();
    box.append(close, element("h2", words.errors), list(faults));
    return box;
  }

  function mark([name]) {
    return element("p", words[name], { class: "mark", role: "note" });
  }

  function badge(others) {
    const made = element("details", "", { class: "badge" });
    const shown = element("div", "", { class: "panel" });
    const count = (severity) => others.filter((one) => one.severity === severity).length;
    const severities = ["warning", "hint"].filter(count);
    const named = severities.map((one) => `${count(one)} ${one}${count(one) > 1 ? "s" : ""}`).join(", ");
    const short = severities.map((one) => `${count(one)} ${words[one]}`).join(" ");
    shown.append(list(others));
    made.append(element("summary", short, { "aria-label": named, title: named }), shown);
    return made;
  }

  // Links to posts that a build would hold back say so.
  const marked = new Map();

  function markLinks(unpublished) {
    for (const [link, { title, outline }] of marked) {
      link.title = title;
      link.style.outline = outline;
    }
    marked.clear();
    for (const link of document.querySelectorAll("a[href]")) {
      const name = unpublished[pathOf(link.href)];
      if (!name) continue;
      marked.set(link, { title: link.title, outline: link.style.outline });
      link.title ||= words[name];
      link.style.outline = "2px dashed";
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.querySelector(".overlay button")?.click();
  });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
