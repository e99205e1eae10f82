// What the pages do beyond HTML: times in the viewer's zone, shortcuts, copying. Without it, everything else works.
(() => {
  "use strict";
  const zoned = new Intl.DateTimeFormat(document.documentElement.lang, {
    year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const showTimes = (root) => {
    for (const time of root.querySelectorAll("time[datetime]:not([data-zoned])")) {
      const at = new Date(time.dateTime);
      if (!Number.isNaN(at.getTime())) {
        time.textContent = zoned.format(at);
        time.dataset.zoned = "";
      }
    }
  };

  const say = (text) => { document.getElementById("said").textContent = text; };
  const copy = async (source) => {
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      // Browsers offer the clipboard over TLS and on the own machine only: select the text instead.
      getSelection().selectAllChildren(source);
      return;
    }
    say(document.getElementById("said").dataset.copied);
  };

  const OFF = "tidings.shortcuts.off";
  const PLACES = { o: "/console", d: "/console/deliveries", e: "/console/endpoints" };
  let going = false;
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)
        || event.target.closest("input, select, textarea, [contenteditable]")) {
      return;
    }
    if (going) {
      going = false;
      if (PLACES[event.key]) {
        location.assign(PLACES[event.key]);
      }
    } else if (event.key === "g") {
      going = true;
      setTimeout(() => { going = false; }, 1500);
    } else if (event.key === "/") {
      const search = document.querySelector("header .search input");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?") {
      location.assign("/console/help");
    }
  };

  const shortcuts = document.getElementById("shortcuts");
  const label = () => {
    shortcuts.textContent = localStorage.getItem(OFF) ? shortcuts.dataset.off : shortcuts.dataset.on;
  };
  if (shortcuts) {
    shortcuts.hidden = false;
    label();
    shortcuts.addEventListener("click", () => {
      if (localStorage.getItem(OFF)) {
        localStorage.removeItem(OFF);
      } else {
        localStorage.setItem(OFF, "1");
      }
      label();
    });
  }

  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      copy(document.getElementById(button.dataset.copy));
    }
  });
  document.addEventListener("htmx:afterSettle", () => showTimes(document));
  showTimes(document);
})();
