#include "app/row_labels.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "app/same_file.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::app {

namespace {

using Places = std::unordered_map<std::string_view, std::size_t>;

[[noreturn]] void throw_unmatched(const std::string& what, const LabelFile& labels, const LabelledRows& rows) {
  throw Error(ErrorCode::data, what,
              "both files have ids, so labels are matched by them: give each id of " + rows.file +
                  " once in each file, or leave the column of the ids out of " + labels.path +
                  " to match its rows by their order",
              labels.path);
}

std::string quoted_id(const std::string& id) { return "the id \"" + id + "\""; }

std::string row_text(std::size_t row) { return grouped(static_cast<std::int64_t>(row) + 1); }

/// Where each id of a file stands.
Places places_of(const std::vector<std::string>& ids, const std::string& file, const LabelFile& labels,
                 const LabelledRows& rows) {
  Places places;
  places.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty()) throw_unmatched("row " + row_text(i) + " of " + file + " has no id", labels, rows);
    const auto [first, is_new] = places.emplace(ids[i], i);
    if (is_new) continue;
    throw_unmatched(
        quoted_id(ids[i]) + " is in " + file + " twice, in rows " + row_text(first->second) + " and " + row_text(i),
        labels, rows);
  }
  return places;
}

std::vector<std::int32_t> by_id(const LabelFile& labels, const LabelledRows& rows) {
  const LabelTable& table = labels.table;
  const Places there = places_of(table.ids, labels.path, labels, rows);
  const Places wanted = places_of(rows.ids, rows.file, labels, rows);
  for (const std::string& id : table.ids) {
    if (!wanted.contains(id)) throw_unmatched(quoted_id(id) + " has a label, but is not in " + rows.file, labels, rows);
  }
  std::vector<std::int32_t> matched;
  matched.reserve(rows.ids.size());
  for (const std::string& id : rows.ids) {
    const auto at = there.find(id);
    if (at == there.end()) throw_unmatched(quoted_id(id) + " of " + rows.file + " has no label", labels, rows);
    matched.push_back(table.labels[at->second]);
  }
  return matched;
}

/// Why labels are not matched by id.
std::string without_ids(const LabelFile& labels, const LabelledRows& rows) {
  if (rows.ids.empty() && labels.table.ids.empty()) return "neither file has a column of ids";
  return (rows.ids.empty() ? rows.file : labels.path) + " has no column of ids";
}

}  // namespace

namespace {

/// Whether both hold the same ids, in any order.
bool same_ids(std::vector<std::string> one, std::vector<std::string> other) {
  if (one.size() != other.size()) return false;
  std::ranges::sort(one);
  std::ranges::sort(other);
  return one == other;
}

}  // namespace

LabelFile read_label_file(Session& session, const std::filesystem::path& path, const std::string& column,
                          const LabelledRows& rows, FirstLine first_line) {
  LabelFile file{path.string(), read_label_table(session.threads(), path, column, rows.id_name, first_line)};
  // A pipe can be read once.
  if (rows.ids.empty() || !file.table.ids.empty() || !std::filesystem::is_regular_file(path)) return file;
  const FirstLine reading = unasked(first_line);
  for (const std::string& name : column_names(path, reading)) {
    if (name == column) continue;
    std::vector<std::string> ids = read_ids(session.threads(), path, name, reading);
    if (!same_ids(ids, rows.ids)) continue;
    file.table.id_name = name;
    file.table.ids = std::move(ids);
    break;
  }
  return file;
}

std::vector<std::int32_t> match_labels(Session& session, LabelFile& labels, LabelledRows& rows) {
  const bool same = same_file(labels.path, rows.file);
  if (!same && !labels.table.ids.empty() && !rows.ids.empty()) {
    std::vector<std::int32_t> matched = by_id(labels, rows);
    session.say("Labels", labels.path + " matched by id (" + labels.table.id_name + ")");
    return matched;
  }
  const auto count = std::ssize(labels.table.labels);
  if (count != rows.count) {
    throw Error(ErrorCode::data, grouped(count) + " labels for " + grouped(rows.count) + " rows",
                count == rows.count + 1
                    ? "give one label a row; where the first line names the column, --header yes says so"
                    : "give one label a row, in the same order, or a column of ids in both files",
                labels.path);
  }
  session.say("Labels", labels.path + " taken in the order of the rows: " +
                            (same ? "they lie beside each other" : without_ids(labels, rows)));
  if (rows.ids.empty()) {
    rows.ids = std::move(labels.table.ids);
    if (!rows.ids.empty()) rows.file = labels.path;
  }
  return std::move(labels.table.labels);
}

}  // namespace shoal::app
