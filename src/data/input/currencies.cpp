#include "data/input/currencies.hpp"

#include <array>
#include <cstdint>

#include "base/ascii.hpp"

namespace shoal::data {
namespace {

using detail::lower;

/// The name of a currency, then how else it is written.
constexpr std::size_t k_most_marks = 5;
using Row = std::array<std::string_view, k_most_marks>;

// "$" alone and "kr" alone may be any of several currencies: they are rows of their own, and no currency of another row.
constexpr std::array<Row, 48> k_rows = {{
    {"$"},
    {"USD", "US$", "US-Dollar"},
    {"EUR", "€", "Euro", "\x80"},  // as Windows-1252 writes it
    {"GBP", "£", "\xa3"},
    {"JPY", "JP¥", "円"},
    {"¥", "\xa5"},
    {"CNY", "RMB", "CN¥", "元"},
    {"INR", "₹", "Rs.", "Rs"},
    {"kr", "kr."},
    {"SEK"},
    {"NOK"},
    {"DKK"},
    {"ISK"},
    {"PLN", "zł", "zl", "z\xb3"},
    {"CZK", "Kč", "Kc"},
    {"HUF", "Ft"},
    {"RON", "lei"},
    {"BGN", "лв", "лв."},
    {"CHF", "Fr.", "SFr.", "SFr"},
    {"BRL", "R$"},
    {"MXN", "MX$", "Mex$"},
    {"CAD", "CA$", "C$", "CDN$"},
    {"AUD", "A$", "AU$"},
    {"NZD", "NZ$"},
    {"SGD", "S$"},
    {"HKD", "HK$"},
    {"TWD", "NT$"},
    {"ARS", "AR$"},
    {"CLP", "CLP$"},
    {"COP", "COL$"},
    {"PEN", "S/", "S/."},
    {"RUB", "₽", "руб", "руб."},
    {"UAH", "₴"},
    {"TRY", "₺", "TL"},
    {"KRW", "₩"},
    {"VND", "₫"},
    {"THB", "฿"},
    {"PHP", "₱"},
    {"IDR", "Rp", "Rp."},
    {"MYR", "RM"},
    {"ILS", "₪", "NIS"},
    {"AED", "Dh", "Dhs"},
    {"SAR"},
    {"EGP", "E£"},
    {"ZAR", "R"},
    {"NGN", "₦"},
    {"KES", "KSh"},
    {"PKR"},
}};

bool same(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

template <bool at_end>
std::optional<CurrencyMark> find(std::string_view text) {
  std::optional<CurrencyMark> best;
  for (std::size_t row = 0; row < k_rows.size(); ++row) {
    for (const std::string_view mark : k_rows[row]) {
      if (mark.empty() || mark.size() > text.size() || (best && mark.size() <= best->bytes)) continue;
      const std::size_t begin = at_end ? text.size() - mark.size() : 0;
      if (!same(text.substr(begin, mark.size()), mark)) continue;
      // The letter beside it, on the side of the number.
      const bool alone = begin + mark.size() == text.size() && begin == 0;
      const char beside = alone ? '\0' : at_end ? text[begin - 1] : text[mark.size()];
      if (!is_letter(beside)) best = CurrencyMark{mark.size(), row};
    }
  }
  return best;
}

}  // namespace

std::optional<CurrencyMark> currency_at_begin(std::string_view text) { return find<false>(text); }
std::optional<CurrencyMark> currency_at_end(std::string_view text) { return find<true>(text); }
std::string_view currency_name(std::size_t currency) { return k_rows[currency][0]; }

}  // namespace shoal::data
