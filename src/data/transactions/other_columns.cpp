#include "data/transactions/other_columns.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "data/input/numbers.hpp"
#include "data/transactions/undone_words.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// A status or a currency has few values; a column with more is not counted.
constexpr std::size_t k_most_values = 64;

bool contains(const std::vector<std::int32_t>& columns, std::int32_t column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

/// Whether a column may say who bought.
bool names_persons(const std::string& name) {
  const std::string folded = folded_name(name);
  constexpr std::array k_signs{"customer", "client", "user", "buyer", "member", "mail", "kunde", "cliente"};
  return std::ranges::any_of(k_signs, [&](const char* sign) { return folded.find(sign) != std::string::npos; });
}

/// Distinct texts with their codes; false when there are too many.
bool code_values(const std::vector<std::string_view>& texts, const std::vector<std::uint64_t>& hashes,
                 OtherColumnPart& part) {
  std::unordered_map<std::uint64_t, std::int32_t> places;
  part.codes.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0 && hashes[i] == hashes[i - 1]) {
      part.codes.push_back(part.codes.back());
      continue;
    }
    const auto [at, is_new] = places.try_emplace(hashes[i], static_cast<std::int32_t>(part.values.size()));
    if (is_new && part.values.size() == k_most_values) return false;
    if (is_new) part.values.emplace_back(texts[i]);
    part.codes.push_back(at->second);
  }
  return true;
}

/// Nothing or something.
void code_marks(const std::vector<std::string_view>& texts, OtherColumnPart& part) {
  part.values = {"", std::string(k_something)};
  part.codes.clear();
  for (const std::string_view text : texts) part.codes.push_back(trimmed(text).empty() ? 0 : 1);
}

bool all_distinct(const std::vector<std::uint64_t>& hashes) {
  std::unordered_set<std::uint64_t> seen;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if ((i > 0 && hashes[i] == hashes[i - 1]) || !seen.insert(hashes[i]).second) return false;
  }
  return true;
}

/// The range of whole numbers, crossed where one text is none.
void find_range(const std::vector<std::string_view>& texts, OtherColumnPart& part) {
  for (const std::string_view text : texts) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) {
      part.lowest = std::numeric_limits<std::int64_t>::max();
      part.highest = std::numeric_limits<std::int64_t>::min();
      return;
    }
    part.lowest = std::min(part.lowest, number);
    part.highest = std::max(part.highest, number);
  }
}

}  // namespace

OtherColumnPlan::OtherColumnPlan(const std::vector<std::string>& columns, const RoleColumns& roles,
                                 const std::vector<std::int32_t>& ignored, const std::vector<std::int32_t>& also)
    : names_(columns) {
  for (std::int32_t c = 0; c < static_cast<std::int32_t>(columns.size()); ++c) {
    const bool compared = std::find(roles.begin(), roles.end(), c) == roles.end() && !contains(ignored, c);
    if (!compared && !contains(also, c)) continue;
    const std::string& name = columns[static_cast<std::size_t>(c)];
    watched_.push_back({c, compared, compared && names_persons(name), compared && says_undone(name)});
  }
}

OtherColumnPart look_at(const OtherColumnPlan::Watched& watched, const std::vector<std::string_view>& texts,
                        std::vector<WideHash>& rest) {
  OtherColumnPart part;
  part.hashes.reserve(texts.size());
  for (const std::string_view text : texts) part.hashes.push_back(WideHash::of(text, watched.column));
  if (watched.compared) {
    rest.resize(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) rest[i].add(part.hashes[i]);
  }
  if (!code_values(texts, part.hashes, part)) {
    part.values.clear();
    part.codes.clear();
    if (watched.mark) code_marks(texts, part);
  }
  part.distinct = watched.compared && all_distinct(part.hashes);
  if (part.distinct) find_range(texts, part);
  if (!part.distinct && !watched.person) part.hashes = {};
  return part;
}

OtherColumns::OtherColumns(const OtherColumnPlan& plan) {
  for (const auto& watched : plan.columns()) {
    Column column;
    column.watched = watched;
    column.found.number = watched.column;
    column.found.name = plan.name(watched.column);
    column.found.mark = watched.mark;
    columns_.push_back(std::move(column));
  }
}

void OtherColumns::count(Column& column, const OtherColumnPart& part, const std::vector<std::uint8_t>& left_out,
                         std::size_t lines) {
  OtherColumn& found = column.found;
  if (lines > 0 && part.codes.empty()) found.many_values = true;
  if (found.many_values) {
    found.values.clear();
    return;
  }
  std::vector<std::size_t> place_of;
  for (const std::string& value : part.values) {
    const auto [at, is_new] = column.places.try_emplace(value, found.values.size());
    if (is_new) found.values.push_back({value});
    place_of.push_back(at->second);
  }
  for (std::size_t i = 0; i < lines; ++i) {
    ValueCount& value = found.values[place_of[static_cast<std::size_t>(part.codes[i])]];
    ++value.lines;
    if (left_out.empty() || left_out[i] == 0) ++value.chosen;
  }
  found.many_values = found.values.size() > k_most_values;
}

void OtherColumns::append(const std::vector<OtherColumnPart>& parts, const std::vector<std::uint8_t>& left_out,
                          std::size_t lines) {
  for (std::size_t c = 0; c < parts.size(); ++c) {
    Column& column = columns_[c];
    const OtherColumnPart& part = parts[c];
    count(column, part, left_out, lines);
    if (column.watched.person) column.persons.insert(part.hashes.begin(), part.hashes.end());
    column.found.unique = column.found.unique && part.distinct;
    if (!column.found.unique) {
      column.hashes = {};
      continue;
    }
    column.hashes.insert(column.hashes.end(), part.hashes.begin(), part.hashes.end());
    column.whole = column.whole && part.lowest <= part.highest;
    column.lowest = std::min(column.lowest, part.lowest);
    column.highest = std::max(column.highest, part.highest);
  }
}

std::vector<OtherColumn> OtherColumns::finish(std::int64_t lines) {
  std::vector<OtherColumn> all;
  for (Column& column : columns_) {
    OtherColumn& found = column.found;
    if (found.unique) {
      std::vector<std::uint64_t> sorted = column.hashes;
      std::sort(sorted.begin(), sorted.end());
      found.unique = lines > 1 && std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
    }
    const bool from_the_start = column.lowest == 0 || column.lowest == 1;
    found.counter = found.unique && column.whole && from_the_start && column.highest - column.lowest + 1 == lines;
    found.distinct = static_cast<std::int64_t>(column.persons.size());
    all.push_back(std::move(found));
  }
  return all;
}

void OtherColumns::take_out(const OtherColumn& taken, std::vector<WideHash>& rest) const {
  for (const Column& column : columns_) {
    if (column.watched.column != taken.number) continue;
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i].take_out(column.hashes[i]);
  }
}

}  // namespace shoal::data
