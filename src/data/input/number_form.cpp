#include "data/input/number_form.hpp"

#include <array>
#include <string>

#include "base/ascii.hpp"
#include "data/input/currencies.hpp"
#include "data/input/numbers.hpp"

namespace shoal::data {
namespace {

using detail::is_digit;

/// No number that people write is longer.
constexpr std::size_t k_longest = 64;

// Blank, tab, no-break, narrow no-break, thin and figure space; 0xA0 alone is the no-break blank of ISO-8859-1.
constexpr std::array<std::string_view, 7> k_number_blanks = {
    " ", "\t", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x87", "\xa0"};
constexpr std::array<std::string_view, 3> k_minus = {"-", "\xe2\x88\x92", "\x96"};
constexpr std::array<std::string_view, 4> k_apostrophes = {"'", "\xe2\x80\x99", "\x92", "`"};

template <std::size_t n>
std::size_t prefix_among(std::string_view text, const std::array<std::string_view, n>& words) {
  for (const std::string_view word : words) {
    if (text.starts_with(word)) return word.size();
  }
  return 0;
}

template <std::size_t n>
std::size_t suffix_among(std::string_view text, const std::array<std::string_view, n>& words) {
  for (const std::string_view word : words) {
    if (text.ends_with(word)) return word.size();
  }
  return 0;
}

/// Takes off both ends what is not digits and marks.
class Peeler {
 public:
  explicit Peeler(std::string_view text) : rest_(text) {}

  bool operator()() {
    while (front() || back()) {
    }
    const bool in_parentheses = opened_ && closed_;
    return opened_ == closed_ && signs_ + (in_parentheses ? 1 : 0) <= 1 && marks_ <= 2;
  }

  std::string_view rest() const { return rest_; }
  bool negative() const { return negative_ || opened_; }
  const Currencies& currencies() const { return currencies_; }

 private:
  bool front() {
    if (const std::size_t n = prefix_among(rest_, k_number_blanks)) return drop_front(n);
    if (const std::size_t n = prefix_among(rest_, k_minus)) return negative_ = true, ++signs_, drop_front(n);
    if (rest_.starts_with('+')) return ++signs_, drop_front(1);
    if (rest_.starts_with('(') && !opened_) return opened_ = true, drop_front(1);
    if (is_of_number(rest_, rest_.empty() ? '\0' : rest_.front())) return false;
    const auto mark = currency_at_begin(rest_);
    return mark && note(*mark) && drop_front(mark->bytes);
  }
  bool back() {
    if (const std::size_t n = suffix_among(rest_, k_number_blanks)) return drop_back(n);
    if (const std::size_t n = suffix_among(rest_, k_minus)) return negative_ = true, ++signs_, drop_back(n);
    if (rest_.ends_with(')') && !closed_) return closed_ = true, drop_back(1);
    if (is_of_number(rest_, rest_.empty() ? '\0' : rest_.back())) return false;
    const auto mark = currency_at_end(rest_);
    return mark && note(*mark) && drop_back(mark->bytes);
  }
  static bool is_of_number(std::string_view rest, char c) { return rest.empty() || (c >= '0' && c <= '9'); }
  bool note(const CurrencyMark& mark) {
    currencies_.set(mark.currency);
    return ++marks_ <= 2;  // "$1.05 USD"
  }
  bool drop_front(std::size_t n) { return rest_.remove_prefix(n), true; }
  bool drop_back(std::size_t n) { return rest_.remove_suffix(n), true; }

  std::string_view rest_;
  bool negative_ = false, opened_ = false, closed_ = false;
  int signs_ = 0, marks_ = 0;
  Currencies currencies_;
};

/// The mark that parts groups at the beginning of the text: its length, 0 when there is none.
std::size_t group_mark(std::string_view text, NumberForm form) {
  if (text.front() == (form.mark == '.' ? ',' : '.')) return 1;
  if (const std::size_t n = prefix_among(text, k_number_blanks)) return n;
  return prefix_among(text, k_apostrophes);
}

/// Groups of three, the first of one to three; or as in India, twos before the last three.
class Groups {
 public:
  void digit() { ++size_; }
  void end(std::string_view mark) {
    groups_[count_ % groups_.size()] = size_;
    ++count_;
    size_ = 0;
    same_ = same_ && (mark_.empty() || mark == mark_);
    mark_ = mark;
  }
  /// After the last digit before the decimal mark.
  bool fine(char first_digit) {
    if (count_ == 0) return true;
    if (!same_ || size_ != 3 || count_ > groups_.size() || first_digit == '0') return false;
    bool threes = groups_[0] >= 1 && groups_[0] <= 3, twos = mark_ == "," && groups_[0] >= 1 && groups_[0] <= 2;
    for (std::size_t i = 1; i < count_; ++i) {
      threes = threes && groups_[i] == 3;
      twos = twos && groups_[i] == 2;
    }
    return threes || twos;
  }
  bool any() const { return count_ > 0; }

 private:
  std::array<std::size_t, 16> groups_{};  ///< digits in each that has ended
  std::size_t count_ = 0, size_ = 0;
  std::string_view mark_;
  bool same_ = true;
};

/// The number without its groups, with a point: what parse_number() reads. Empty when it is none.
std::string plain_number(std::string_view text, NumberForm form) {
  std::string plain;
  Groups groups;
  std::size_t i = 0;
  while (i < text.size()) {
    if (is_digit(text[i])) {
      groups.digit();
      plain += text[i++];
      continue;
    }
    if (text[i] == form.mark || text[i] == 'e' || text[i] == 'E') break;
    const std::size_t mark = group_mark(text.substr(i), form);
    if (mark == 0 || plain.empty()) return {};
    groups.end(text.substr(i, mark));
    i += mark;
  }
  if (!groups.fine(plain.empty() ? '\0' : plain.front())) return {};
  for (; i < text.size(); ++i) {
    const char c = text[i] == form.mark ? '.' : text[i] == '.' ? '\0' : text[i];
    const bool exponent = !groups.any() && (c == 'e' || c == 'E' || c == '+' || c == '-');
    if (!is_digit(c) && c != '.' && !exponent) return {};
    plain += c;
  }
  return plain;
}

/// What the short way does not read.
std::optional<double> parse_decorated(std::string_view text, NumberForm form, Currencies* met) {
  if (text.size() > k_longest) return parse_number(text);
  Peeler peeler(text);
  if (!peeler()) return std::nullopt;
  const std::string plain = plain_number(peeler.rest(), form);
  if (plain.empty() || (!is_digit(plain.front()) && plain.front() != '.')) return std::nullopt;
  const auto value = parse_number(plain);
  if (!value) return std::nullopt;
  if (met != nullptr) *met |= peeler.currencies();
  return peeler.negative() ? -*value : *value;
}

}  // namespace

std::optional<double> parse_amount(std::string_view text, NumberForm form, Currencies* met) {
  if (const auto value = parse_plain(text, form.mark)) return value;
  return parse_decorated(text, form, met);
}

}  // namespace shoal::data
