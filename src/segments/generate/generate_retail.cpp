// The sample file as a whole: the orders in order of time, with the dirt that real files have.
#include <algorithm>
#include <cmath>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "segments/generate/basket.hpp"
#include "segments/generate/catalogue.hpp"
#include "segments/generate/customers.hpp"
#include "segments/generate/draws.hpp"
#include "segments/generate/ledger.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/segments.hpp"

namespace shoal {
namespace {

using namespace generate;

/// Shares of the dirty lines by kind; the rest are free samples (price zero).
constexpr double k_guest = 0.35, k_duplicate = 0.25, k_cancelled = 0.30;
/// A frequent returner cancels this many times as often as the average customer; 0.66 keeps that average.
constexpr double k_returner_factor = 12.0, k_other_factor = 0.66;
constexpr std::int64_t k_first_invoice = 536365;

/// Goods on their way back, to be booked on their day.
struct Return {
  std::int64_t time = 0, customer = -1;
  std::int64_t order = 0;  ///< sequence, for a definite order among equal times
  Line line;
  bool operator>(const Return& other) const { return time != other.time ? time > other.time : order > other.order; }
};

class Shop {
 public:
  Shop(Ledger& ledger, const GenerateOptions& options)
      : ledger_(ledger),
        options_(options),
        items_(make_catalogue(options.seed)),
        demand_(make_demand(options.customers, options.seed, options.cancellation)),
        dirt_a_line_(options.dirt / (1.0 - options.dirt)) {}

  const Demand& demand() const { return demand_; }

  void trade() {
    for (std::size_t i = 0; i < demand_.orders.size(); ++i) {
      book_returns(demand_.orders[i].time);
      book_order(static_cast<std::int64_t>(i));
    }
    book_returns(k_first_day + k_days * k_day_seconds);
  }

 private:
  void write(const std::string& invoice, const Line& line, std::int64_t time, const Customer* customer) {
    const Item& item = items_[static_cast<std::size_t>(line.item)];
    ledger_.add({invoice, item.code, item.description, line.quantity, time, line.pence,
                 customer != nullptr ? customer->id : 0,
                 customer != nullptr ? country_name(customer->country) : country_name(0)});
  }

  void book_order(std::int64_t number) {
    const Order& order = demand_.orders[static_cast<std::size_t>(number)];
    const Customer& customer = demand_.customers[static_cast<std::size_t>(order.customer)];
    Draws draws(options_.seed, (std::uint64_t{2} << 40) + static_cast<std::uint64_t>(number));
    const std::string invoice = std::to_string(next_invoice_++);
    std::vector<Line> guests;
    for (const Line& line : fill_basket(items_, customer, order.value, draws)) {
      write(invoice, line, order.time, &customer);
      if (draws.chance(dirt_a_line_ * k_guest)) guests.push_back(line);
      if (draws.chance(dirt_a_line_ * k_duplicate)) write(invoice, line, order.time, &customer);
      const double factor = customer.returner ? k_returner_factor : k_other_factor;
      if (draws.chance(dirt_a_line_ * k_cancelled * factor)) expect_return(order, line, draws);
      if (draws.chance(dirt_a_line_ * (1.0 - k_guest - k_duplicate - k_cancelled))) {
        const auto sample = static_cast<std::int32_t>(draws.below(static_cast<std::int64_t>(items_.size())));
        write(invoice, {sample, 1, 0}, order.time, &customer);
      }
    }
    if (guests.empty()) return;
    const std::string guest_invoice = std::to_string(next_invoice_++);
    for (const Line& line : guests) write(guest_invoice, line, order.time, nullptr);
  }

  void expect_return(const Order& order, const Line& line, Draws& draws) {
    Return goods{order.time + (1 + draws.below(21)) * k_day_seconds, order.customer, next_return_++, line};
    if (goods.line.quantity > 1 && draws.chance(0.5)) goods.line.quantity = 1 + draws.below(goods.line.quantity);
    returns_.push(goods);
  }

  /// Cancels what came back until `time`; goods still on their way when the year ends stay out of the file.
  void book_returns(std::int64_t time) {
    for (; !returns_.empty() && returns_.top().time <= time; returns_.pop()) {
      Return goods = returns_.top();
      goods.line.quantity = -goods.line.quantity;
      write("C" + std::to_string(next_invoice_++), goods.line, goods.time,
            &demand_.customers[static_cast<std::size_t>(goods.customer)]);
    }
  }

  Ledger& ledger_;
  const GenerateOptions& options_;
  std::vector<Item> items_;
  Demand demand_;
  double dirt_a_line_;
  std::int64_t next_invoice_ = k_first_invoice, next_return_ = 0;
  std::priority_queue<Return, std::vector<Return>, std::greater<>> returns_;
};

void check(const GenerateOptions& options) {
  if (options.customers < 1) {
    throw Error(ErrorCode::usage, "the number of customers must be at least 1", "", "--customers",
                std::to_string(options.customers));
  }
  if (!(options.dirt >= 0.0 && options.dirt <= 0.5)) {
    throw Error(ErrorCode::usage, "the share of dirty lines must lie between 0 and 0.5", "", "--dirt",
                std::to_string(options.dirt));
  }
}

std::string truth_of(const std::vector<Customer>& customers) {
  std::string text = "customer_id,segment\n";
  for (const Customer& customer : customers) {
    text += std::to_string(customer.id);
    text += ',';
    text += segment_title(customer.segment);
    text += '\n';
  }
  return text;
}

}  // namespace

void generate_retail(const std::filesystem::path& path, const std::filesystem::path& truth,
                     const GenerateOptions& options) {
  check(options);
  std::error_code failed;
  if (!truth.empty() && std::filesystem::weakly_canonical(std::filesystem::absolute(path), failed) ==
                            std::filesystem::weakly_canonical(std::filesystem::absolute(truth), failed)) {
    throw Error(ErrorCode::usage, "the data and the truth have one path", "give another one", "--truth",
                truth.string());
  }
  const std::unique_ptr<Ledger> ledger = open_ledger(path, options.cancellation);
  std::optional<OutputFile> planted;
  if (!truth.empty()) planted.emplace(truth, options.cancellation);
  Shop shop(*ledger, options);
  shop.trade();
  if (planted) planted->write(truth_of(shop.demand().customers));
  if (planted) planted->withdraw();
  ledger->commit();  // first, as a truth without its data is of no use
  if (planted) planted->commit();
}

}  // namespace shoal
