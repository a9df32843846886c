#include "data/transactions/undone_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "data/transactions/word_lists.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Beginnings of words for what did not happen or was undone, in the languages of the exports that were seen.
constexpr auto k_undone = std::to_array<std::string_view>(
    {"cancel",      "refund",   "return", "void",      "storn",     "annul",    "anul",    "rembours", "erstatt",
     "rückerstatt", "zurück",   "devuel", "devol",     "reembols",  "retour",   "reject",  "declin",   "fail",
     "chargeback",  "reversed", "revers", "abgebroch", "abgelehnt", "gelöscht", "deleted", "rimbors",  "geannul",
     "zwrot",       "zwrócon",  "unpaid", "draft",     "trash",     "expired"});
/// Of a shop's log of events, those that sell nothing.
constexpr auto k_no_sales = std::to_array<std::string_view>(
    {"view", "pageview", "productview", "click", "cart", "addtocart", "removefromcart", "wishlist", "addtowishlist"});
/// Words that take a mark back: "not returned", "no refund".
constexpr auto k_not =
    std::to_array<std::string_view>({"not", "no", "non", "nicht", "never", "without", "un", "partially"});
}  // namespace

bool says_undone(std::string_view text) {
  constexpr std::size_t k_most_words = 6;  // a longer text is a remark or a description
  const std::vector<std::string> words = words_of(text);
  if (words.size() > k_most_words) return false;
  if (is_among(k_no_sales, folded_name(text))) return true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto begins = [&](std::string_view stem) { return words[i].starts_with(stem); };
    if (words[i] == "returning") continue;  // a customer who comes back
    if (std::any_of(k_undone.begin(), k_undone.end(), begins)) return i == 0 || !is_among(k_not, words[i - 1]);
  }
  return false;
}

}  // namespace shoal::data
