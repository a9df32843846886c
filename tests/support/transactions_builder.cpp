#include "transactions_builder.hpp"

#include <algorithm>

#include "shoal/text.hpp"

namespace shoal::test {
namespace {

void append(TextColumn& column, const std::string& text) {
  const auto found = std::find(column.values.begin(), column.values.end(), text);
  column.codes.push_back(text.empty() ? -1 : static_cast<std::int32_t>(found - column.values.begin()));
  if (!text.empty() && found == column.values.end()) column.values.push_back(text);
}

}  // namespace

TransactionsBuilder& TransactionsBuilder::add(const Line& line) {
  append(lines_.customer, line.customer);
  append(lines_.invoice, line.invoice);
  append(lines_.item, line.item);
  if (with_texts_) {
    append(lines_.country, line.country);
    append(lines_.description, line.description);
  }
  lines_.quantity.push_back(line.quantity);
  lines_.unit_price.push_back(line.price);
  lines_.time.push_back(parse_iso_time(line.time));
  lines_.row_group.push_back(static_cast<std::uint32_t>(lines_.row_group.size()));
  cleaned_.state.push_back(line.state);
  return *this;
}

}  // namespace shoal::test
