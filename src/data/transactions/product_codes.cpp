#include "data/transactions/product_codes.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

constexpr std::array<std::string_view, 4> k_prefixes = {"adjust", "gift", "test", "voucher"};
constexpr std::array<std::string_view, 17> k_words = {
    "amazonfee", "bankcharges", "carriage", "charges", "commission", "delivery", "deposit",  "discount", "fees",
    "freight",   "handling",    "manual",   "postage", "refund",     "samples",  "shipping", "surcharge"};

using detail::is_digit;

}  // namespace

bool is_non_product_code(const std::string& code) {
  const std::string folded = folded_name(code);
  const auto begins_with = [&](std::string_view prefix) { return folded.starts_with(prefix); };
  if (std::any_of(k_prefixes.begin(), k_prefixes.end(), begins_with)) return true;
  if (std::find(k_words.begin(), k_words.end(), folded) != k_words.end()) return true;
  const bool has_digit_group = std::adjacent_find(folded.begin(), folded.end(), [](char a, char b) {
                                 return is_digit(a) && is_digit(b);
                               }) != folded.end();
  return folded.size() <= 4 && !has_digit_group;
}

}  // namespace shoal::data
