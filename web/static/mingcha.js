// Comforts only: every page works without this file.
(function () {
  "use strict";

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  var sheet = document.querySelector("details.when");
  if (sheet) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && sheet.open) {
        sheet.open = false;
        sheet.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (sheet.open && !sheet.contains(event.target)) { sheet.open = false; }
    });
  }

  // On paper every explanation is open.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.more").forEach(function (more) { more.open = true; });
  });
})();
