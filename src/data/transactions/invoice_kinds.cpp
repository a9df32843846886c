#include "data/transactions/invoice_kinds.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Folded names of a line that sums up the others.
constexpr auto k_totals = std::to_array<std::string_view>(
    {"total", "totals", "grandtotal", "sumtotal", "subtotal", "totalgeneral", "totalgnral", "sum", "summe", "gesamt",
     "gesamtsumme", "gesamtbetrag", "somme", "totale", "totaal", "totaux", "totales", "suma", "razem"});
constexpr std::size_t k_longest_total = 24;

using detail::lower;

}  // namespace

bool is_totals_word(std::string_view text) {
  if (text.size() > k_longest_total || text.find_first_of("0123456789") != std::string_view::npos) return false;
  const std::string folded = folded_name(text);
  return std::find(k_totals.begin(), k_totals.end(), folded) != k_totals.end();
}

bool has_prefix(std::string_view text, std::string_view prefix) {
  if (prefix.empty() || text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (lower(text[i]) != lower(prefix[i])) return false;
  }
  return true;
}

CancellationRule cancellation_rule(const Transactions& lines, const std::optional<std::string>& given) {
  if (given) return {*given, 0, 0};
  CancellationRule rule;
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    if (!has_prefix(lines.invoice[static_cast<std::size_t>(lines.receipts[r].invoice)], "C")) continue;
    const LineRange range = lines.lines_of(r);
    rule.lines += static_cast<std::int64_t>(range.end - range.begin);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const LineKind& kind = lines.kind_of(line);
      rule.taking_back += kind.quantity < 0 || kind.unit_price < 0 ? 1 : 0;
    }
  }
  if (2 * rule.taking_back >= rule.lines) rule.prefix = "C";
  return rule;
}

std::vector<bool> totals_among(const Texts& texts) {
  std::vector<bool> totals;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!is_totals_word(texts[i])) continue;
    totals.resize(texts.size(), false);
    totals[i] = true;
  }
  return totals;
}

}  // namespace shoal::data
