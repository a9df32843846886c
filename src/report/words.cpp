#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "shoal/text.hpp"

namespace shoal::report {
namespace {

struct FeatureWords {
  std::string_view name, words, unit;
  int decimals;
};

constexpr std::array<FeatureWords, 11> k_features = {{
    {"recency_days", "days since the last order", "days", 0},
    {"frequency", "orders", "", 0},
    {"total_spend", "total spend", "", 0},
    {"tenure_days", "days since the first order", "days", 0},
    {"days_between_orders", "days between orders", "days", 0},
    {"basket_value", "spend per order", "", 0},
    {"items_per_order", "items per order", "", 0},
    {"distinct_products", "different products", "", 0},
    {"return_share", "value sent back", "%", 1},
    {"bulk_share", "spend at bulk prices", "%", 1},
    {"reduced_share", "spend at reduced prices", "%", 1},
}};

const FeatureWords* known(std::string_view name) {
  const auto at = std::ranges::find(k_features, name, &FeatureWords::name);
  return at == k_features.end() ? nullptr : &*at;
}

}  // namespace

std::string number_word(std::int64_t count) {
  constexpr std::array<std::string_view, 13> words = {"no",    "one",   "two",  "three", "four",   "five",  "six",
                                                      "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return count >= 0 && count < std::ssize(words) ? std::string(words[static_cast<std::size_t>(count)]) : grouped(count);
}

std::string date_words(std::string_view iso) {
  constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};
  int year = 0, month = 0, day = 0;
  const auto part = [iso](std::size_t at, std::size_t length, int& value) {
    return iso.size() >= at + length &&
           std::from_chars(iso.data() + at, iso.data() + at + length, value).ptr == iso.data() + at + length;
  };
  const bool date = part(0, 4, year) && part(5, 2, month) && part(8, 2, day) && iso[4] == '-' && iso[7] == '-';
  if (!date || month < 1 || month > 12) return std::string(iso);
  return fmt::format("{}\u00a0{}\u00a0{}", day, months[static_cast<std::size_t>(month - 1)], year);
}

std::string percent(double share) {
  if (!std::isfinite(share)) return "–";
  if (share > 0 && share < 0.005) return "under 1\u00a0%";
  if (share < 1 && share >= 0.995) return "over 99\u00a0%";
  if (std::abs(share) > 1e6) return fmt::format("{:.3g}\u00a0%", share * 100.0);
  return fmt::format("{}\u00a0%", grouped(share * 100.0, 0));
}

std::string seconds_words(double seconds) {
  constexpr double century = 3.2e9;
  return seconds >= 0 && seconds < century ? human_seconds(seconds) : "–";
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{}\u00a0{}", grouped(count), count == 1 ? one : many);
}

std::string enumerated(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return join(parts, "");
  return join({parts.begin(), parts.end() - 1}, ", ") + " and " + parts.back();
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string feature_words(std::string_view name) {
  if (const auto* feature = known(name)) return std::string(feature->words);
  std::string text(name);
  std::ranges::replace(text, '_', ' ');
  return text;
}

std::string feature_unit(std::string_view name) {
  const auto* feature = known(name);
  return feature != nullptr ? std::string(feature->unit) : std::string();
}

std::string feature_number(std::string_view name, double value) {
  if (!std::isfinite(value)) return "–";
  if (std::abs(value) >= 1e15) return fmt::format("{:.3g}", value);
  if (feature_unit(name) == "%") return grouped(value * 100.0, 1);
  if (const auto* feature = known(name))
    return grouped(value, std::abs(value) < 10 && value != std::floor(value) ? 1 : feature->decimals);
  return std::abs(value) >= 1000 ? grouped(value, 0) : fmt::format("{:.4g}", value);
}

}  // namespace shoal::report
