#include "segments/top_shares.hpp"

#include <algorithm>
#include <string>

#include "data/transactions/product_codes.hpp"
#include "segments/product_names.hpp"
#include "segments/receipt_groups.hpp"
#include "segments/returns.hpp"

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

/// Row of the feature table that a receipt belongs to, -1 for none.
std::int32_t row_of(const CustomerFeatures& customers, const Receipt& receipt) {
  return receipt.customer < 0 ? -1 : customers.customer_row[static_cast<std::size_t>(receipt.customer)];
}

void add_countries(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                   const Population& population, std::vector<Segment>& segments) {
  std::vector<std::int32_t> country(static_cast<std::size_t>(customers.table.rows()), -1);
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const Receipt& receipt = lines.receipts[r];
    const std::int32_t row = row_of(customers, receipt);
    if (row < 0 || receipt.country < 0 || !has_kept_line(lines, cleaned, r)) continue;
    country[static_cast<std::size_t>(row)] = receipt.country;
  }
  for (std::size_t s = 0; s < segments.size(); ++s) {
    std::vector<std::int64_t> counts(lines.country.size(), 0);
    for (const std::int64_t row : population.members(s)) {
      const std::int32_t code = country[static_cast<std::size_t>(row)];
      if (code >= 0) ++counts[static_cast<std::size_t>(code)];
    }
    for (std::size_t code = 0; code < counts.size(); ++code) {
      if (counts[code] == 0) continue;
      offer(segments[s].countries, std::string(lines.country[code]), static_cast<double>(counts[code]));
    }
    divide(segments[s].countries, static_cast<double>(segments[s].size));
  }
}

/// Items x segments: what was bought; net of what came back where the customers' spend is.
Matrix<double> product_revenue(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                               const Population& population, std::size_t segments) {
  Matrix<double> revenue(static_cast<std::int64_t>(lines.item.size()), static_cast<std::int64_t>(segments));
  const bool net = customers.returns == Returns::net;
  const ReturnLines came_back(lines, cleaned);
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const std::int32_t row = row_of(customers, lines.receipts[r]);
    const std::int32_t segment = row < 0 ? -1 : population.label(row);
    if (segment < 0) continue;
    const LineRange range = lines.lines_of(r);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const LineKind& kind = lines.kind_of(line);
      const bool counts = cleaned.state[line] == LineState::kept || (net && came_back(line));
      if (counts && kind.item >= 0) revenue(kind.item, segment) += kind.value();
    }
  }
  return revenue;
}

void add_products(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                  const Population& population, std::vector<Segment>& segments) {
  const Matrix<double> revenue_of = product_revenue(customers, lines, cleaned, population, segments.size());
  const std::vector<std::string> names = product_names(lines, cleaned);
  for (std::size_t item = 0; item < names.size(); ++item) {
    if (names[item].empty() || data::is_non_product_code(std::string(lines.item[item]))) continue;
    for (std::size_t s = 0; s < segments.size(); ++s) {
      const double revenue = revenue_of(static_cast<std::int64_t>(item), static_cast<std::int64_t>(s));
      if (revenue > 0.0) offer(segments[s].products, names[item], revenue);
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
