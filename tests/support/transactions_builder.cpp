#include "transactions_builder.hpp"

#include "shoal/text.hpp"

namespace shoal::test {
namespace {

std::int32_t code_of(Texts& texts, const std::string& text) {
  if (text.empty()) return -1;
  std::size_t i = 0;
  while (i < texts.size() && texts[i] != text) ++i;
  if (i == texts.size()) texts.emplace_back(text);
  return static_cast<std::int32_t>(i);
}

}  // namespace

TransactionsBuilder& TransactionsBuilder::add(const Line& line) {
  // One receipt and one kind a line: what is made of them may not depend on how well they are shared.
  Receipt receipt{parse_iso_time(line.time), code_of(lines_.invoice, line.invoice),
                  code_of(lines_.customer, line.customer), -1, static_cast<std::uint32_t>(lines_.kind.size())};
  LineKind kind{code_of(lines_.item, line.item), -1, line.quantity, line.price, line.quantity * line.price};
  if (with_texts_) {
    receipt.country = code_of(lines_.country, line.country);
    kind.description = code_of(lines_.description, line.description);
  }
  lines_.receipts.push_back(receipt);
  lines_.kind.push_back(static_cast<std::int32_t>(lines_.kinds.size()));
  lines_.kinds.push_back(kind);
  lines_.repeat.push_back(0);
  cleaned_.state.push_back(line.state);
  return *this;
}

}  // namespace shoal::test
