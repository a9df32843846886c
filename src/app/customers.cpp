#include "app/customers.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "shoal/text.hpp"

namespace shoal::app {

namespace {

std::string padded(const std::string& number) {
  constexpr std::size_t k_width = 10;
  return number.size() < k_width ? std::string(k_width - number.size(), ' ') + number : number;
}

void say_cleaning(Session& session, const std::vector<CleaningStep>& steps) {
  std::string_view verb = "Clean";
  for (const CleaningStep& step : steps) {
    if (step.removed == 0) continue;
    session.say(std::exchange(verb, ""), padded("-" + grouped(step.removed)) + "  " + step.description);
  }
  const CleaningStep& last = steps.back();
  session.say(verb, "= " + grouped(last.remaining) + "  lines, " + grouped(last.invoices) + " invoices, " +
                        grouped(last.customers) + " customers, " + grouped(last.revenue, 2) + " revenue");
}

/// The columns in one line; none where the file is a known export, whose columns are no news.
std::vector<Decision> decisions_to_say(const std::vector<Decision>& decisions) {
  std::vector<Decision> said;
  std::vector<std::string> columns;
  bool known = false;
  for (const Decision& decision : decisions) {
    known = known || decision.what == "export";
    if (names_a_column(decision)) {
      columns.push_back(decision.what + " = " + decision.how);
    } else {
      said.push_back(decision);
    }
  }
  if (!known && !columns.empty()) said.push_back({"columns", join(columns, ", "), {}});
  return said;
}

/// One block of aligned lines.
void say_decisions(Session& session, const std::vector<Decision>& all) {
  const std::vector<Decision> decisions = decisions_to_say(all);
  std::size_t width = 0;
  for (const Decision& decision : decisions) width = std::max(width, decision.what.size());
  for (const Decision& decision : decisions) {
    const std::string fixed = decision.option.empty() ? "" : "  (" + decision.option + ")";
    session.say("", decision.what + std::string(width - decision.what.size() + 2, ' ') + decision.how + fixed);
  }
}

void say_reading(Session& session, const ReadTransactionsResult& read, double seconds) {
  const std::string name = std::filesystem::path(read.input.path).filename().string();
  session.say("Read", grouped(read.input.rows) + " lines of " +
                          (name.empty() || name == "-" ? "standard input" : name) + " in " + human_seconds(seconds));
  say_decisions(session, read.reading.decisions);
  if (read.rejected > 0) {
    session.warn(grouped(read.rejected) + (read.rejected == 1 ? " line was" : " lines were") +
                 " unreadable and left out (--bad-rows skip)");
  }
}

void warn_of(Session& session, const std::vector<Doubt>& doubts) {
  for (const Doubt& doubt : doubts) {
    session.warn(doubt.sentence + (doubt.option.empty() ? "" : " (to take it otherwise: " + doubt.option + ")"));
  }
}

/// A back test sees no line later than its snapshot.
CleanOptions cleaning_of(const PrepareOptions& options) {
  CleanOptions cleaning = options.cleaning;
  const auto as_of = options.features.as_of;
  if (as_of) cleaning.until = std::min(*as_of, cleaning.until.value_or(*as_of));
  return cleaning;
}

/// What returns took away, in money, and from the customers.
void say_returns(Session& session, const CleaningStep& gross, const CleaningStep& net) {
  session.say("Returns", padded("-" + grouped(gross.revenue - net.revenue, 2)) + "  came back");
  if (gross.customers > net.customers)
    session.say("", padded("-" + grouped(gross.customers - net.customers)) + "  customers who sent back all");
  session.say("",
              "= " + grouped(net.customers) + " customers, " + grouped(net.revenue, 2) + " revenue, net of returns");
}

ShopRecord shop_record(std::vector<CleaningStep> steps, const CustomerFeatures& customers) {
  ShopRecord record;
  record.cleaning = std::move(steps);
  const CleaningStep& last = record.cleaning.back();
  record.customers = last.customers;
  record.invoices = last.invoices;
  record.revenue = last.revenue;
  record.returns = customers.returns == Returns::net ? "net" : "gross";
  record.as_of = iso_time(customers.as_of);
  record.first_date = iso_date(customers.first_time);
  record.last_date = iso_date(customers.last_time);
  return record;
}

}  // namespace

Shop read_shop(Session& session, const PrepareOptions& options) {
  Shop shop;
  auto [read, seconds] = session.timed("read", [&] {
    return read_transactions(session.threads(), options.inputs, options.reading, options.cleaning.choice);
  });
  say_reading(session, read, seconds);
  shop.input = {read.input, read.rejected, read.columns, read.reading};
  shop.lines = std::move(read.transactions);

  const CleanOptions cleaning = cleaning_of(options);
  shop.cleaned = session.timed("clean", [&] { return clean(shop.lines, cleaning); }).value;
  say_cleaning(session, shop.cleaned.steps);
  std::vector<Doubt>& doubts = shop.input.reading.doubts;
  std::ranges::move(doubts_about(shop.lines, shop.cleaned, cleaning, options.features.returns == Returns::net),
                    std::back_inserter(doubts));
  warn_of(session, doubts);
  return shop;
}

Shop load_shop(Session& session, const PrepareOptions& options) {
  Shop shop = read_shop(session, options);
  shop.customers =
      session
          .timed("features",
                 [&] { return customer_features(session.threads(), shop.lines, shop.cleaned, options.features); })
          .value;
  std::vector<CleaningStep> steps = shop.cleaned.steps;
  if (options.features.returns == Returns::net) {
    steps.push_back(net_of_returns(shop.lines, shop.cleaned, shop.customers));
    if (steps.back().revenue != shop.cleaned.steps.back().revenue)
      say_returns(session, shop.cleaned.steps.back(), steps.back());
  }
  shop.record = shop_record(std::move(steps), shop.customers);
  return shop;
}

Customers load_customers(Session& session, const PrepareOptions& options) {
  Shop shop = load_shop(session, options);
  return {std::move(shop.customers.table), std::move(shop.input), std::move(shop.record)};
}

}  // namespace shoal::app
