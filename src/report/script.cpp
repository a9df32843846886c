#include "report/assets.hpp"

namespace shoal::report {

std::string script() {
  return R"js(
"use strict";
document.querySelectorAll("table.sortable").forEach(function (table) {
  var body = table.tBodies[0];
  if (body.rows.length < 2) return;
  table.querySelectorAll("thead th").forEach(function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    while (head.firstChild) button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("thead th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      var value = function (row) {
        var cell = row.cells[column];
        return cell.dataset.v === undefined ? cell.textContent : cell.dataset.v;
      };
      Array.from(body.rows).sort(function (a, b) {
        var x = value(a), y = value(b), both = !isNaN(x) && !isNaN(y);
        var order = both ? x - y : String(x).localeCompare(String(y), "en", { numeric: true });
        return down ? -order : order;
      }).forEach(function (row) { body.appendChild(row); });
    });
  });
});
["pointerover", "focusin"].forEach(function (event) {
  document.addEventListener(event, function (e) {
    var hit = e.target.closest ? e.target.closest(".key li, .card, figure svg [data-seg]") : null;
    if (hit) document.documentElement.setAttribute("data-hl", hit.getAttribute("data-seg"));
    else document.documentElement.removeAttribute("data-hl");
  });
});
)js";
}

}  // namespace shoal::report
