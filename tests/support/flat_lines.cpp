#include "flat_lines.hpp"

namespace shoal::test {
namespace {

std::vector<std::string> strings(const Texts& texts) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < texts.size(); ++i) out.emplace_back(texts[i]);
  return out;
}

}  // namespace

std::vector<std::string> texts(const FlatTexts& column) {
  std::vector<std::string> out;
  for (const std::int32_t code : column.codes) {
    out.push_back(code < 0 ? "" : column.values[static_cast<std::size_t>(code)]);
  }
  return out;
}

FlatLines flat(const Transactions& lines) {
  FlatLines out{{{}, strings(lines.invoice)},
                {{}, strings(lines.item)},
                {{}, strings(lines.description)},
                {{}, strings(lines.customer)},
                {{}, strings(lines.country)},
                {},
                {},
                {},
                {lines.repeat.begin(), lines.repeat.end()}};
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const Receipt& receipt = lines.receipts[r];
    for (std::size_t line = lines.lines_of(r).begin; line < lines.lines_of(r).end; ++line) {
      const LineKind& kind = lines.kind_of(line);
      out.invoice.codes.push_back(receipt.invoice);
      out.customer.codes.push_back(receipt.customer);
      out.country.codes.push_back(receipt.country);
      out.time.push_back(receipt.time);
      out.item.codes.push_back(kind.item);
      out.description.codes.push_back(kind.description);
      out.quantity.push_back(kind.quantity);
      out.unit_price.push_back(kind.unit_price);
    }
  }
  return out;
}

}  // namespace shoal::test
