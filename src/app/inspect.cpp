// How a file of transactions is understood, without computing anything of it.
#include <algorithm>
#include <string>
#include <vector>

#include "app/customers.hpp"
#include "app/session.hpp"
#include "shoal/app.hpp"
#include "shoal/numbers.hpp"
#include "shoal/text.hpp"

namespace shoal {

namespace {

std::string fate(LineState state) {
  switch (state) {
    case LineState::kept:
      return "kept";
    case LineState::not_chosen:
      return "not chosen";
    case LineState::other_date:
      return "other date";
    case LineState::total:
      return "totals line";
    case LineState::missing_customer:
      return "no customer";
    case LineState::duplicate:
      return "duplicate";
    case LineState::cancellation:
      return "cancellation";
    case LineState::non_positive:
      return "not above zero";
    case LineState::non_product:
      return "no product";
  }
  return {};
}

std::string text_of(const Texts& texts, std::int32_t code) {
  return code < 0 ? std::string() : std::string(texts[static_cast<std::size_t>(code)]);
}

/// The values of a line by role, each as it was read.
std::vector<InspectedValue> values_of(const app::Shop& shop, std::size_t receipt, std::size_t line) {
  const Transactions& lines = shop.lines;
  const Receipt& head = lines.receipts[receipt];
  const LineKind& kind = lines.kind_of(line);
  std::vector<InspectedValue> values = {{"date", iso_time(head.time)},
                                        {"invoice", text_of(lines.invoice, head.invoice)},
                                        {"customer", text_of(lines.customer, head.customer)},
                                        {"item", text_of(lines.item, kind.item)},
                                        {"quantity", number_text(kind.quantity)},
                                        {"price", number_text(kind.unit_price)}};
  if (!lines.description.empty()) values.push_back({"description", text_of(lines.description, kind.description)});
  if (!lines.country.empty()) values.push_back({"country", text_of(lines.country, head.country)});
  values.push_back({"taken as", fate(shop.cleaned.state[line])});
  return values;
}

}  // namespace

Inspection inspect(const InspectCommand& command, const Settings& settings) {
  app::Session session("inspect", settings);
  app::Shop shop = app::read_shop(session, command.prepare);
  Inspection inspection;
  const auto rows = static_cast<std::size_t>(std::min(command.rows, shop.lines.rows()));
  for (std::size_t r = 0; r < shop.lines.receipts.size() && inspection.rows.size() < rows; ++r) {
    const LineRange range = shop.lines.lines_of(r);
    for (std::size_t line = range.begin; line < range.end && inspection.rows.size() < rows; ++line) {
      inspection.rows.push_back(values_of(shop, r, line));
    }
  }
  inspection.record.input = std::move(shop.input);
  inspection.record.shop.cleaning = std::move(shop.cleaned.steps);
  inspection.record.run = session.close();
  return inspection;
}

}  // namespace shoal
