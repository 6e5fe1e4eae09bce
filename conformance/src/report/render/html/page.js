"use strict";
// Filters findings. What is chosen stands in the address, so that a link leads to it.
(() => {
  const form = document.getElementById("filter");
  const findings = Array.from(document.querySelectorAll("#findings > details"));
  const shown = document.getElementById("shown");
  const texts = findings.map((it) => it.textContent.toLowerCase());

  const apply = () => {
    const { severity, code, operation, text, known } = form.elements;
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    findings.forEach((it, at) => {
      const data = it.dataset;
      const fits = (!severity.value || data.severity === severity.value)
        && (!code.value || data.code === code.value)
        && (!operation.value || data.operations.split(" ").includes(operation.value))
        && (known.checked || data.known !== "true")
        && words.every((word) => texts[at].includes(word));
      it.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count + " of " + findings.length + " shown";
  };

  const toAddress = () => {
    const chosen = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value) chosen.set(name, value);
    }
    const text = chosen.toString();
    try {
      history.replaceState(null, "", text ? "#" + text : location.pathname);
    } catch {
      // A page that was opened from a place without a history is filtered all the same.
    }
  };

  const fromAddress = () => {
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const name of ["severity", "code", "operation", "text"]) {
      form.elements[name].value = chosen.get(name) || "";
    }
    form.elements.known.checked = chosen.get("known") === "on";
    apply();
  };

  form.hidden = false;
  form.addEventListener("input", () => { apply(); toAddress(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { apply(); toAddress(); }));
  window.addEventListener("hashchange", fromAddress);
  for (const button of document.querySelectorAll("button[data-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = button.dataset.open === "true";
      for (const it of document.querySelectorAll(button.dataset.of)) it.open = open;
    });
  }
  fromAddress();
})();
