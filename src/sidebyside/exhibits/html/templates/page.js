"use strict";
(function () {
  // The page is whole without this script: lists are open, overlays stand half and half.
  var LONG = 40;
  var lists = document.querySelectorAll("details.long");
  lists.forEach(function (list) {
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
    figure.querySelector(".controls").hidden = false;
    figure.querySelector(".blend").addEventListener("input", function (event) {
      over.style.opacity = String(event.target.value / 100);
    });
    figure.querySelector(".wiper").addEventListener("input", function (event) {
      wipe.setAttribute("width", String(width * event.target.value / 100));
    });
  });
})();
