// Added to pages while they are previewed: reloads what has changed and shows what is wrong. No built page has it.
(() => {
  const script = document.currentScript;
  const page = { ...script.dataset };
  const words = JSON.parse(page.words);
  let seen = Number(page.number);
  let stream = null;
  let dismissed = "";

  function connect() {
    if (stream || document.visibilityState === "hidden") return;
    const query = new URLSearchParams({ path: location.pathname, key: page.key, text: page.text });
    stream = new EventSource(`${page.events}?${query}`);
    stream.onmessage = (event) => receive(JSON.parse(event.data));
  }

  // A hidden tab holds no connection: a browser has only six for all tabs of one site.
  function disconnect() {
    stream?.close();
    stream = null;
  }

  function receive(state) {
    show(state);
    if (state.moved) {
      location.replace(state.moved + location.search + location.hash);
    } else if (state.run !== page.run || state.version !== page.version) {
      reload();
    } else {
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
    const used = new Set(performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname));
    for (const element of document.querySelectorAll("[src], [poster], link[href]")) {
      const url = element.src || element.poster || element.href;
      if (url) used.add(new URL(url, location.href).pathname);
    }
    const sheets = [...document.querySelectorAll('link[rel~="stylesheet"]')];
    const isSheet = (path) => sheets.some((sheet) => new URL(sheet.href).pathname === path);
    const mine = changed.map((url) => encodeURI(url)).filter((path) => used.has(path));
    if (mine.some((path) => !isSheet(path))) reload();
    else mine.forEach((path) => swap(sheets.find((sheet) => new URL(sheet.href).pathname === path)));
  }

  // The old rules go only when the new ones are there, so that nothing flashes.
  function swap(sheet) {
    const fresh = sheet.cloneNode();
    const url = new URL(sheet.href);
    url.searchParams.set("seen", String(seen));
    fresh.href = url.href;
    fresh.onload = fresh.onerror = () => sheet.remove();
    sheet.after(fresh);
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const host = document.createElement("sitegen-preview");
  const root = host.attachShadow({ mode: "open" });

  function show(state) {
    const faults = state.told.filter((one) => one.severity === "error");
    const others = state.told.filter((one) => one.severity !== "error");
    const text = JSON.stringify(faults);
    root.replaceChildren(element("link", "", { rel: "stylesheet", href: page.style }));
    if (state.mark) root.append(element("p", words[state.mark], { class: "mark", role: "note" }));
    if (others.length) root.append(badge(others));
    if (faults.length && text !== dismissed) root.append(overlay(faults, () => (dismissed = text)));
    if (!host.isConnected) document.documentElement.append(host);
    markLinks(state.unpublished);
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

  function overlay(faults, dismiss) {
    const box = element("section", "", { class: "overlay", role: "alertdialog", "aria-label": words.errors, dir: "ltr", lang: "en" });
    const close = element("button", "×", { type: "button", "aria-label": words.dismiss });
    close.onclick = () => {
      dismiss();
      box.remove();
    };
    box.append(close, element("h2", words.errors), list(faults));
    box.onkeydown = (event) => event.key === "Escape" && close.click();
    box.tabIndex = -1;
    return box;
  }

  function badge(others) {
    const made = element("details", "", { class: "badge", dir: "ltr", lang: "en" });
    const shown = element("div", "", { class: "panel" });
    shown.append(list(others));
    made.append(element("summary", `${others.length} ⚠`, { "aria-label": `${others.length} ${words.warnings}` }), shown);
    return made;
  }

  // Links to posts that a build would hold back say so.
  function markLinks(unpublished) {
    for (const link of document.querySelectorAll("a[href]")) {
      const mark = unpublished[decodeURI(new URL(link.href, location.href).pathname)];
      if (mark && !link.title) link.title = words[mark];
      if (mark) link.style.outline = "2px dashed";
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
