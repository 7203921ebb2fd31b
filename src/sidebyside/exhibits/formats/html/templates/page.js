"use strict";
(function () {
  // The page is whole without this script: lists are open, overlays stand half and half.
  var LONG = 40;
  var lists = document.querySelectorAll("details");
  document.querySelectorAll("details.long").forEach(function (list) {
    if (list.querySelectorAll("tbody tr").length > LONG) { list.open = false; }
  });
  var wereClosed = [];
  window.addEventListener("beforeprint", function () {
    wereClosed = Array.prototype.filter.call(lists, function (list) { return !list.open; });
    wereClosed.forEach(function (list) { list.open = true; });
  });
  window.addEventListener("afterprint", function () {
    wereClosed.forEach(function (list) { list.open = false; });
  });
  function openAround() {
    var target = location.hash && document.getElementById(location.hash.slice(1));
    var list = target && target.closest("details.long");
    if (list && !list.open) { list.open = true; target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", openAround);
  openAround();
  document.querySelectorAll("figure.overlay").forEach(function (figure) {
    var over = figure.querySelector(".over");
    var wipe = figure.querySelector(".wipe");
    var width = Number(wipe.getAttribute("width"));
    var blend = figure.querySelector(".blend");
    var flicker = figure.querySelector(".flicker");
    var timer = 0;
    function show(percent) { over.style.opacity = String(percent / 100); }
    // Once a second, and step by step where the reader's machine asks for no movement.
    function alternate() { show(over.style.opacity === "1" ? 0 : 100); }
    function rest() {
      window.clearInterval(timer);
      timer = 0;
      flicker.setAttribute("aria-pressed", "false");
      show(blend.value);
    }
    flicker.addEventListener("click", function () {
      if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) { alternate(); return; }
      if (timer) { rest(); return; }
      flicker.setAttribute("aria-pressed", "true");
      alternate();
      timer = window.setInterval(alternate, 1000);
    });
    window.addEventListener("beforeprint", rest);
    figure.querySelector(".controls").hidden = false;
    blend.addEventListener("input", rest);
    figure.querySelector(".wiper").addEventListener("input", function (event) {
      wipe.setAttribute("width", String(width * event.target.value / 100));
    });
  });
})();
