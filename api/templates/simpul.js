// What the pages do beyond HTML: suggestions while a person types, the person's position when asked for, and printing. Everything works
// without it; what needs it is hidden until it runs. Nothing is stored and nothing goes to another host.
"use strict";

/** Suggestions below the search box, as a combobox with a list (WAI-ARIA APG). */
function suggest(box) {
  const list = document.createElement("ul");
  Object.assign(list, { id: "saran", className: "saran", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.saran);
  box.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "saran"], ["aria-expanded", "false"], ["autocomplete", "off"]]) {
    box.setAttribute(name, value);
  }
  let chosen = -1;
  let timer = 0;
  let asked = null;
  const close = () => {
    chosen = -1;
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    const item = list.children[at];
    item ? box.setAttribute("aria-activedescendant", item.id) : box.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  };
  const take = (text) => {
    box.value = text;
    close();
    box.form.requestSubmit();
  };
  const show = (texts) => {
    list.replaceChildren(...texts.map((text, n) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `saran-${n}`, textContent: text, lang: "id" });
      item.setAttribute("role", "option");
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(text); });
      return item;
    }));
    choose(-1);
    list.hidden = texts.length === 0;
    box.setAttribute("aria-expanded", String(texts.length > 0));
  };
  const ask = async () => {
    asked?.abort();
    const text = box.value.trim();
    if (text.length < 2) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`/v1/suggest?q=${encodeURIComponent(text)}`, { signal: asked.signal });
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      if (document.activeElement === box) show(suggestions);
    } catch { /* Typed on, or no network: the form is sent as it is. */ }
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen].textContent);
    else return;
    event.preventDefault();
  });
}

/** The person's position, asked for only on a click, to some hundred metres: no more is needed. */
function locate(button) {
  const { mencari, ditolak, gagal } = button.dataset;
  const message = document.getElementById("pesan-lokasi");
  const near = button.form.elements.near;
  const tell = (text) => { message.textContent = text; };
  button.addEventListener("click", () => {
    tell(mencari);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        near.value = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
        button.form.requestSubmit();
      },
      (error) => {
        tell(error.code === error.PERMISSION_DENIED ? ditolak : gagal);
        near.focus();
      },
      { timeout: 10000, maximumAge: 300000 },
    );
  });
  button.hidden = false;
}

document.querySelectorAll("[data-saran]").forEach(suggest);
if ("geolocation" in navigator) document.querySelectorAll("[data-mencari]").forEach(locate);
for (const button of document.querySelectorAll("[data-cetak]")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}
