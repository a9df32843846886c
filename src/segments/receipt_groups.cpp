#include "segments/receipt_groups.hpp"

#include <algorithm>

namespace shoal::detail {

bool has_kept_line(const Transactions& lines, const Cleaned& cleaned, std::size_t receipt) {
  const LineRange range = lines.lines_of(receipt);
  const auto states = std::span(cleaned.state).subspan(range.begin, range.end - range.begin);
  return std::ranges::find(states, LineState::kept) != states.end();
}

ReceiptGroups::ReceiptGroups(const Transactions& lines, const Cleaned& cleaned)
    : starts_(lines.customer.size() + 1, 0) {
  std::vector<bool> taken(lines.receipts.size());
  for (std::size_t r = 0; r < taken.size(); ++r) {
    taken[r] = lines.receipts[r].customer >= 0 && has_kept_line(lines, cleaned, r);
    if (taken[r]) ++starts_[static_cast<std::size_t>(lines.receipts[r].customer) + 1];
  }
  for (std::size_t customer = 0; customer < size(); ++customer) starts_[customer + 1] += starts_[customer];
  receipts_.resize(starts_.back());
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (std::size_t r = 0; r < taken.size(); ++r) {
    if (taken[r])
      receipts_[next[static_cast<std::size_t>(lines.receipts[r].customer)]++] = static_cast<std::uint32_t>(r);
  }
}

}  // namespace shoal::detail
