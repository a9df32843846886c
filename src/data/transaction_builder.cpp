#include "data/transaction_builder.hpp"

#include <algorithm>
#include <limits>

#include "data/encoding.hpp"
#include "data/numbers.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Row groups are 32-bit, and the codes 31-bit.
constexpr std::int64_t k_most_lines = std::numeric_limits<std::int32_t>::max();

std::array<TextColumn*, k_text_roles> text_columns(Transactions& lines) {
  return {&lines.invoice, &lines.item, &lines.description, &lines.customer, &lines.country};
}

template <class Value>
void append_all(std::vector<Value>& to, const std::vector<Value>& from) {
  to.insert(to.end(), from.begin(), from.end());
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

}  // namespace

std::string_view customer_id(std::string_view text) {
  text = trimmed(text);
  if (is_missing(text)) return {};
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || point == 0 || point + 1 == text.size()) return text;
  const bool whole = text.find_first_not_of("0123456789", text[0] == '-' && point > 1 ? 1 : 0) == point;
  const bool zeros = text.find_first_not_of('0', point + 1) == std::string_view::npos;
  return whole && zeros ? text.substr(0, point) : text;
}

void TextPart::add(std::string_view text) {
  if (text.empty()) {
    codes.push_back(-1);
  } else if (!codes.empty() && codes.back() >= 0 && text == last_) {
    codes.push_back(codes.back());
  } else {
    codes.push_back(texts.code(text));
    last_ = text;
  }
}

void TransactionPart::drop(const std::vector<std::int32_t>& lines) {
  for (TextPart& text : texts) drop_from(text.codes, lines);
  drop_from(quantity, lines);
  drop_from(unit_price, lines);
  drop_from(time, lines);
  drop_from(rest, lines);
}

void TransactionBuilder::append(const TransactionPart& part) {
  const auto before = static_cast<std::size_t>(lines_.rows());
  append_all(lines_.quantity, part.quantity);
  append_all(lines_.unit_price, part.unit_price);
  append_all(lines_.time, part.time);
  if (lines_.rows() > k_most_lines) {
    throw Error(ErrorCode::data, "more than " + grouped(k_most_lines) + " lines",
                "split the file, for example by year or by customer");
  }
  const auto columns = text_columns(lines_);
  for (std::size_t r = 0; r < k_text_roles; ++r) append_texts(part.texts[r], r, columns[r]->codes);
  // A part without a rest hashes like the empty rest.
  if (!part.rest.empty() || !rest_.empty()) {
    rest_.resize(before);
    append_all(rest_, part.rest);
    rest_.resize(static_cast<std::size_t>(lines_.rows()));
  }
}

bool TransactionBuilder::is_utf8() const {
  return std::all_of(texts_.begin(), texts_.end(), [](const auto& texts) {
    return std::all_of(texts.values().begin(), texts.values().end(),
                       [](const std::string& value) { return data::is_utf8(value); });
  });
}

void TransactionBuilder::append_texts(const TextPart& part, std::size_t role, std::vector<std::int32_t>& codes) {
  constexpr std::int32_t k_unknown = -2;  // a text of dropped lines alone gets no code
  const auto& values = part.texts.values();
  std::vector<std::int32_t> code_of(values.size(), k_unknown);
  for (const std::int32_t code : part.codes) {
    if (code < 0) {
      codes.push_back(-1);
      continue;
    }
    std::int32_t& known = code_of[static_cast<std::size_t>(code)];
    if (known == k_unknown) {
      const std::string_view value = values[static_cast<std::size_t>(code)];
      const std::string_view id = role == static_cast<std::size_t>(Role::customer) ? customer_id(value) : value;
      known = id.empty() ? -1 : texts_[role].code(id);
    }
    codes.push_back(known);
  }
}

Transactions TransactionBuilder::finish(ThreadPool& threads, bool utf8) {
  const auto columns = text_columns(lines_);
  for (std::size_t r = 0; r < k_text_roles; ++r) {
    columns[r]->values = texts_[r].take();
    if (utf8) continue;
    for (std::string& value : columns[r]->values) value = latin1_to_utf8(value);
  }
  find_row_groups(threads, lines_, rest_);
  return std::move(lines_);
}

}  // namespace shoal::data
