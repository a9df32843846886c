#include "segments/top_shares.hpp"

#include <algorithm>
#include <string>

#include "data/product_codes.hpp"
#include "segments/line_groups.hpp"

namespace shoal::detail {
namespace {

constexpr std::size_t k_top = 3;

/// Keeps the k_top largest amounts seen, by amount, then by name.
void offer(std::vector<NamedShare>& top, const std::string& name, double amount) {
  const auto before = [](const NamedShare& a, const NamedShare& b) {
    return a.share != b.share ? a.share > b.share : a.name < b.name;
  };
  NamedShare candidate{name, amount};
  top.insert(std::upper_bound(top.begin(), top.end(), candidate, before), candidate);
  if (top.size() > k_top) top.pop_back();
}

void divide(std::vector<NamedShare>& amounts, double whole) {
  for (NamedShare& amount : amounts) amount.share /= whole;
}

/// Row of the feature table that a line belongs to, -1 for none.
std::int32_t row_of(const CustomerFeatures& customers, const Transactions& lines, std::size_t line) {
  const std::int32_t code = lines.customer.codes[line];
  return code < 0 ? -1 : customers.customer_row[static_cast<std::size_t>(code)];
}

void add_countries(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                   const Population& population, std::vector<Segment>& segments) {
  std::vector<std::int32_t> country(static_cast<std::size_t>(customers.table.rows()), -1);
  for (std::size_t line = 0; line < lines.country.codes.size(); ++line) {
    const std::int32_t row = row_of(customers, lines, line);
    if (cleaned.state[line] != LineState::kept || row < 0 || lines.country.codes[line] < 0) continue;
    country[static_cast<std::size_t>(row)] = lines.country.codes[line];
  }
  for (std::size_t s = 0; s < segments.size(); ++s) {
    std::vector<std::int64_t> counts(lines.country.values.size(), 0);
    for (const std::int64_t row : population.members(s)) {
      const std::int32_t code = country[static_cast<std::size_t>(row)];
      if (code >= 0) ++counts[static_cast<std::size_t>(code)];
    }
    for (std::size_t code = 0; code < counts.size(); ++code) {
      if (counts[code] > 0) offer(segments[s].countries, lines.country.values[code], static_cast<double>(counts[code]));
    }
    divide(segments[s].countries, static_cast<double>(segments[s].size));
  }
}

std::string without_outer_blanks(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The first description of the item, or its code.
std::string product_name(const Transactions& lines, std::span<const std::int64_t> numbers, std::size_t item) {
  if (!lines.description.codes.empty()) {
    for (const std::int64_t number : numbers) {
      const std::int32_t code = lines.description.codes[static_cast<std::size_t>(number)];
      if (code < 0) continue;
      std::string text = without_outer_blanks(lines.description.values[static_cast<std::size_t>(code)]);
      if (!text.empty()) return text;
    }
  }
  return lines.item.values[item];
}

void add_products(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                  const Population& population, std::vector<Segment>& segments) {
  const LineGroups by_item(lines.item.codes, lines.item.values.size(), cleaned.state, LineState::kept);
  std::vector<double> revenue(segments.size());
  for (std::size_t item = 0; item < by_item.size(); ++item) {
    if (by_item[item].empty() || data::is_non_product_code(lines.item.values[item])) continue;
    std::fill(revenue.begin(), revenue.end(), 0.0);
    for (const std::int64_t number : by_item[item]) {
      const auto line = static_cast<std::size_t>(number);
      const std::int32_t row = row_of(customers, lines, line);
      const std::int32_t segment = row < 0 ? -1 : population.label(row);
      if (segment < 0) continue;
      revenue[static_cast<std::size_t>(segment)] += lines.quantity[line] * lines.unit_price[line];
    }
    const std::string name = product_name(lines, by_item[item], item);
    for (std::size_t s = 0; s < segments.size(); ++s) {
      if (revenue[s] > 0.0) offer(segments[s].products, name, revenue[s]);
    }
  }
  for (Segment& segment : segments) divide(segment.products, segment.revenue);
}

}  // namespace

void add_top_shares(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                    const Population& population, std::vector<Segment>& segments) {
  if (lines.rows() == 0) return;
  add_countries(customers, lines, cleaned, population, segments);
  add_products(customers, lines, cleaned, population, segments);
}

}  // namespace shoal::detail
