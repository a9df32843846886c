#include "data/transactions/transaction_builder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/input/customer_id.hpp"
#include "data/input/encoding.hpp"
#include "data/transactions/column_doubts.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// The codes have 31 bits.
constexpr std::int64_t k_most_lines = std::numeric_limits<std::int32_t>::max();

std::array<Texts*, k_text_roles> all_texts(Transactions& lines) {
  return {&lines.invoice, &lines.item, &lines.description, &lines.customer, &lines.country};
}

template <class Value>
void drop_from(std::vector<Value>& values, const std::vector<std::int32_t>& rows) {
  if (values.empty()) return;
  auto next = rows.begin();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (next != rows.end() && static_cast<std::size_t>(*next) == i) {
      ++next;
    } else {
      values[kept++] = values[i];
    }
  }
  values.resize(kept);
}

/// The id that a text stands for.
std::string_view id_of(Role role, std::string_view text) {
  if (role == Role::customer) return customer_id(text);
  return role == Role::invoice ? whole_id(text) : text;
}

/// Whether the text is an id with a point and zeros behind it.
bool has_point_zero(std::string_view text, std::string_view id) {
  return !id.empty() && text.find('.', static_cast<std::size_t>(id.data() - text.data()) + id.size()) != text.npos;
}

double price_of(double amount, double quantity) { return quantity == 0 ? amount : amount / quantity; }

bool same_head(const Receipt& a, const Receipt& b) {
  return a.invoice == b.invoice && a.customer == b.customer && a.country == b.country && a.time == b.time;
}

}  // namespace

void TransactionPart::add_fractions(const std::vector<std::string>& fractions) {
  if (fractions.empty()) return;
  rest.resize(fractions.size());
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    if (!fractions[i].empty()) rest[i].add(WideHash::of(fractions[i], -1));
  }
}

void TransactionPart::drop(const std::vector<std::int32_t>& lines) {
  for (CodedTexts& text : texts) drop_from(text.codes, lines);
  drop_from(quantity, lines);
  drop_from(unit_price, lines);
  drop_from(amount, lines);
  drop_from(time, lines);
  drop_from(rest, lines);
  drop_from(left_out, lines);
  drop_from(blank, lines);
  for (OtherColumnPart& other : others) {
    drop_from(other.codes, lines);
    drop_from(other.hashes, lines);
  }
}

LineRules line_rules(const FoundRoles& roles) {
  const auto has = [&](Role role) { return roles.columns[static_cast<std::size_t>(role)] >= 0; };
  LineRules rules;
  if (!has(Role::invoice)) rules.orders = has(Role::item) ? LineRules::Orders::by_time : LineRules::Orders::by_line;
  rules.fill_down = roles.fill_down;
  rules.order_totals = has(Role::order_total);
  rules.pieces = has(Role::price) && !has(Role::quantity);
  return rules;
}

void settle_amounts(TransactionPart& part) {
  if (part.quantity.empty()) part.quantity.assign(part.time.size(), 1.0);
  if (part.amount.empty()) return;
  part.unit_price.reserve(part.amount.size());
  for (std::size_t i = 0; i < part.amount.size(); ++i) {
    double& quantity = part.quantity[i];
    if (part.amount[i] < 0 && quantity > 0) quantity = -quantity;
    part.unit_price.push_back(price_of(part.amount[i], quantity));
  }
}

std::int64_t contradicted_totals(const TransactionPart& part, const std::vector<std::string_view>& claimed) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < claimed.size(); ++i) {
    const double total = rough_number(claimed[i]), quantity = part.quantity[i];
    if (std::isnan(total) || quantity == 0) continue;
    // The price is rounded to the cent, and so is the total.
    const double most = 0.0051 * (1 + std::abs(quantity));
    count += std::abs(quantity * part.unit_price[i] - total) > most ? 1 : 0;
  }
  return count;
}

void TransactionBuilder::reserve(std::int64_t lines) { lines_.kind.reserve(static_cast<std::size_t>(lines)); }

void TransactionBuilder::append(const TransactionPart& part) {
  const auto before = lines_.kind.size();
  if (before + part.time.size() > static_cast<std::size_t>(k_most_lines)) {
    throw Error(ErrorCode::data, "more than " + grouped(k_most_lines) + " lines",
                "split the file, for example by year or by customer");
  }
  const Codes codes = shared_codes(part);
  const auto code = [&](Role role, std::size_t i) {
    const auto& of_role = codes[static_cast<std::size_t>(role)];
    return of_role.empty() ? -1 : of_role[i];
  };
  for (std::size_t i = 0; i < part.time.size(); ++i) {
    Receipt receipt{part.time[i], code(Role::invoice, i), code(Role::customer, i), code(Role::country, i),
                    static_cast<std::uint32_t>(before + i)};
    if (rules_.fill_down && !lines_.receipts.empty() && lines_.receipts.back().invoice == receipt.invoice) {
      if (receipt.customer < 0) receipt.customer = lines_.receipts.back().customer;
      if (receipt.country < 0) receipt.country = lines_.receipts.back().country;
    }
    if (rules_.orders != LineRules::Orders::of_file) receipt.invoice = made_invoice(receipt);
    if (lines_.receipts.empty() || !same_head(lines_.receipts.back(), receipt)) lines_.receipts.push_back(receipt);
    const double amount = amount_of(part, i, receipt.invoice);
    const double price = rules_.order_totals ? price_of(amount, part.quantity[i]) : part.unit_price[i];
    lines_.kind.push_back(
        kinds_.code({code(Role::item, i), code(Role::description, i), part.quantity[i], price, amount}));
  }
  append_rest(part, before);
  blank_.insert(blank_.end(), part.blank.begin(), part.blank.end());
  contradicted_ += part.contradicted;
  lines_.left_out.insert(lines_.left_out.end(), part.left_out.begin(), part.left_out.end());
  others_.append(part.others, part.left_out, part.time.size());
}

void TransactionBuilder::append_rest(const TransactionPart& part, std::size_t before) {
  if (part.rest.empty() && rest_.empty()) return;
  rest_.resize(before);  // a part without a rest hashes like the empty rest
  rest_.insert(rest_.end(), part.rest.begin(), part.rest.end());
  rest_.resize(lines_.kind.size());
}

std::int32_t TransactionBuilder::made_invoice(const Receipt& receipt) {
  auto& invoices = texts_[static_cast<std::size_t>(Role::invoice)];
  if (rules_.orders == LineRules::Orders::by_line) return invoices.code(std::to_string(receipt.first_line + 1));
  const auto& customers = texts_[static_cast<std::size_t>(Role::customer)].values();
  std::string order(receipt.customer < 0 ? std::string_view() : customers[static_cast<std::size_t>(receipt.customer)]);
  return invoices.code(order + " " + iso_time(receipt.time));
}

double TransactionBuilder::amount_of(const TransactionPart& part, std::size_t i, std::int32_t invoice) {
  if (part.amount.empty()) return part.quantity[i] * part.unit_price[i];
  if (!rules_.order_totals || part.amount[i] == 0) return part.amount[i];
  const auto order = static_cast<std::size_t>(invoice);
  if (order >= has_amount_.size()) has_amount_.resize(order + 1);
  if (has_amount_[order]) return 0.0;
  has_amount_[order] = true;
  return part.amount[i];
}

bool TransactionBuilder::is_utf8() const {
  for (const auto& texts : texts_) {
    for (std::size_t i = 0; i < texts.values().size(); ++i) {
      if (!data::is_utf8(texts.values()[i])) return false;
    }
  }
  return true;
}

/// The part's codes turned into those of all lines. A text of dropped lines alone gets no code.
TransactionBuilder::Codes TransactionBuilder::shared_codes(const TransactionPart& part) {
  Codes shared;
  for (std::size_t r = 0; r < k_text_roles; ++r) {
    const CodedTexts& own = part.texts[r];
    // The own codes in order of first appearance, and where each text stands among them.
    std::vector<std::int32_t> place_of(own.values.size(), -1);
    TextViews used;
    std::vector<std::int32_t> pointed;  ///< places of texts with a point and zeros
    for (const std::int32_t code : own.codes) {
      if (code < 0 || place_of[static_cast<std::size_t>(code)] >= 0) continue;
      const std::string_view value = own.values[static_cast<std::size_t>(code)];
      place_of[static_cast<std::size_t>(code)] = static_cast<std::int32_t>(used.size());
      used.push_back(id_of(static_cast<Role>(r), value));
      if (used.back().size() != value.size() && has_point_zero(value, used.back()))
        pointed.push_back(place_of[static_cast<std::size_t>(code)]);
    }
    const std::vector<std::int32_t> code_of = texts_[r].codes(used);
    shared[r].resize(own.codes.size());
    for (std::size_t i = 0; i < own.codes.size(); ++i) {
      const auto place = own.codes[i] < 0 ? -1 : place_of[static_cast<std::size_t>(own.codes[i])];
      shared[r][i] = place < 0 ? -1 : code_of[static_cast<std::size_t>(place)];
    }
    const auto is_pointed = [&](std::int32_t code) {
      return code >= 0 && std::ranges::binary_search(pointed, place_of[static_cast<std::size_t>(code)]);
    };
    if (!pointed.empty()) pointed_[r] += std::ranges::count_if(own.codes, is_pointed);
  }
  return shared;
}

/// Some exports give the fields of an order on its first line alone: there in each order, and nowhere below. What holds for the first
/// line holds for the others then.
void TransactionBuilder::fill_down_choice() {
  if (blank_.empty()) return;
  std::vector<std::size_t> below;
  std::int32_t invoice = -1;
  for (std::size_t r = 0; r < lines_.receipts.size(); ++r) {
    const LineRange range = lines_.lines_of(r);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const bool first = lines_.receipts[r].invoice != invoice;
      invoice = lines_.receipts[r].invoice;
      if (first == (blank_[line] != 0)) return;
      if (!first) below.push_back(line);
    }
  }
  for (const std::size_t line : below) lines_.left_out[line] = lines_.left_out[line - 1];
}

/// A row counter says nothing of what was bought and is taken out of the comparison. What else differs in each line may be the number of a
/// line in a database, whose equal lines are two sales: it is compared, and said when it hides some.
void TransactionBuilder::find_all_repeats(ThreadPool& threads, const Conditions& conditions, Reading& reading) {
  const bool by_customer = rules_.orders == LineRules::Orders::by_line;
  std::vector<OtherColumn> counters, unique;
  for (const OtherColumn& column : found_) {
    if (!column.unique || conditions.names(column.number)) continue;
    (column.counter ? counters : unique).push_back(column);
  }
  for (const OtherColumn& column : counters) others_.take_out(column, rest_);
  find_repeats(threads, lines_, rest_, by_customer);
  const auto repeats = [&] { return std::count(lines_.repeat.begin(), lines_.repeat.end(), std::uint8_t{1}); };
  if (!counters.empty()) say_counters(counters, repeats(), reading);
  if (unique.empty()) return;
  const std::vector<std::uint8_t> kept = lines_.repeat;
  for (const OtherColumn& column : unique) others_.take_out(column, rest_);
  find_repeats(threads, lines_, rest_, by_customer);
  doubt_unique(unique, repeats(), reading);
  lines_.repeat = kept;
}

/// A column of numbers that are all written so needs no word.
void TransactionBuilder::say_pointed(Role role, Reading& reading) const {
  const std::int64_t pointed = pointed_[static_cast<std::size_t>(role)];
  if (pointed == 0) return;
  std::int64_t all = 0;
  for (std::size_t r = 0; r < lines_.receipts.size(); ++r) {
    const Receipt& receipt = lines_.receipts[r];
    const LineRange range = lines_.lines_of(r);
    const std::int32_t id = role == Role::customer ? receipt.customer : receipt.invoice;
    if (id >= 0) all += static_cast<std::int64_t>(range.end - range.begin);
  }
  if (pointed == all) return;
  const std::string lines = grouped(pointed) + (pointed == 1 ? " line has" : " lines have");
  if (role == Role::customer) {
    reading.decisions.push_back({"customer ids", lines + " an id such as 17850.0, which is 17850", {}});
  } else {
    reading.decisions.push_back({"invoice numbers", lines + " a number such as 536365.0, which is 536365", {}});
  }
}

Transactions TransactionBuilder::finish(ThreadPool& threads, bool utf8, const Conditions& conditions,
                                        Reading& reading) {
  const auto texts = all_texts(lines_);
  for (std::size_t r = 0; r < k_text_roles; ++r) {
    *texts[r] = texts_[r].take();
    if (utf8) continue;
    Texts converted;
    for (std::size_t i = 0; i < texts[r]->size(); ++i) converted.emplace_back(latin1_to_utf8((*texts[r])[i]));
    *texts[r] = std::move(converted);
  }
  lines_.kinds = kinds_.take();
  fill_down_choice();
  found_ = others_.finish(lines_.rows());
  for (OtherColumn& column : found_) {
    for (ValueCount& value : column.values) value.value = utf8 ? value.value : latin1_to_utf8(value.value);
  }
  say_pointed(Role::invoice, reading);
  say_pointed(Role::customer, reading);
  find_all_repeats(threads, conditions, reading);
  if (rules_.pieces) {
    equal_pieces_ = std::ranges::count(lines_.repeat, 1);
    std::ranges::fill(lines_.repeat, 0);
  }
  return std::move(lines_);
}

}  // namespace shoal::data
