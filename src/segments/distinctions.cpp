#include "segments/distinctions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

constexpr std::size_t k_most_distinctions = 3;
constexpr double k_small_effect = 0.2;
/// From here on a ratio of medians is worth saying.
constexpr double k_telling_ratio = 2.0;

/// How a feature is put into words. The number goes where the % is.
struct Words {
  const char* more;
  const char* less;
  const char* own;    ///< the segment's figure
  const char* times;  ///< "buys % times as often", for a large ratio; nullptr: never
};
constexpr std::array<Words, k_features> k_words = {{
    {"has been away longer", "bought more recently", "last order % day{s} ago", nullptr},
    {"buys more often", "buys less often", "% order{s}", "buys % times as often"},
    {"spends more", "spends less", "% in all", "spends % times as much"},
    {"has been a customer for longer", "became a customer later", "first order % day{s} ago", nullptr},
    {"orders further apart", "orders closer together", "% day{s} between orders", nullptr},
    {"has larger baskets", "has smaller baskets", "% an order", "has baskets % times as large"},
    {"takes more pieces", "takes fewer pieces", "% piece{s} an order", "takes % times as many pieces"},
    {"buys a wider range", "buys a narrower range", "% product{s}", "buys % times as many products"},
    {"returns more", "returns less", "% of the value", nullptr},
    {"buys more in bulk", "buys less in bulk", "% of spend at quantity prices", nullptr},
    {"buys more at reduced prices", "buys less at reduced prices", "% of spend at reduced prices", nullptr},
}};

/// The scale on which means are compared: logarithmic for amounts with long tails, of either sign.
double scaled(std::size_t column, double value) {
  return is_share(column) ? value : std::copysign(std::log1p(std::abs(value)), value);
}

struct Moments {
  double n = 0.0, mean = 0.0;
};

/// Per segment: (mean of the segment - mean of the others) / population standard deviation of all, each over the
/// customers who have the feature; 0 for a feature in which customers differ by rounding alone.
std::vector<double> differences(const Population& population, std::size_t column) {
  std::vector<Moments> parts(population.segments());
  std::vector<double> result(parts.size(), 0.0);
  if (population.is_constant(column)) return result;
  double total = 0.0, n = 0.0;
  for (std::size_t s = 0; s < parts.size(); ++s) {
    double sum = 0.0;
    for (const std::int64_t row : population.members(s)) {
      if (std::isnan(population.value(row, column))) continue;
      sum += scaled(column, population.value(row, column));
      parts[s].n += 1.0;
    }
    parts[s].mean = parts[s].n > 0.0 ? sum / parts[s].n : 0.0;
    total += sum;
    n += parts[s].n;
  }
  double squares = 0.0;
  for (const double value : population.sorted(column)) {
    const double off = scaled(column, value) - total / n;
    squares += off * off;
  }
  const double deviation = std::sqrt(squares / n);
  for (std::size_t s = 0; s < parts.size(); ++s) {
    const Moments& part = parts[s];
    if (deviation == 0.0 || part.n == 0.0 || part.n == n) continue;
    const double rest = (total - part.n * part.mean) / (n - part.n);
    result[s] = (part.mean - rest) / deviation;
  }
  return result;
}

/// Puts the number in for "%"; "{s}" becomes "s" unless the number is 1.
std::string with_number(std::string words, const std::string& number) {
  const auto replace = [&words](std::string_view mark, std::string_view by) {
    if (const std::size_t at = words.find(mark); at != std::string::npos) words.replace(at, mark.size(), by);
  };
  replace("{s}", number == "1" ? "" : "s");
  replace("%", number);
  return words;
}

/// One decimal below 10, none above; no ".0".
std::string short_number(double value) {
  const std::string text = grouped(value, std::abs(value) < 10.0 ? 1 : 0);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string number_text(std::size_t column, double value) {
  return is_share(column) ? short_number(100.0 * value) + " %" : short_number(value);
}

double mean_of_all(const Population& population, std::size_t column) {
  double sum = 0.0;
  for (const double value : population.sorted(column)) sum += value;
  return sum / static_cast<double>(population.sorted(column).size());
}

/// "buys 5 times as often as the median customer: 10 orders against 2". Means instead of medians for shares (their
/// medians are mostly 0) and where the medians do not show the difference; nothing where neither shows it.
std::string in_words(const Population& population, const Segment& segment, std::size_t column, double difference) {
  const Words& words = k_words[column];
  double own = segment.medians[column], other = population.median(column);
  const bool by_mean = is_share(column) || (difference > 0.0 ? own <= other : own >= other);
  if (by_mean) {
    own = segment.means[column];
    other = mean_of_all(population, column);
  }
  // The logarithms may differ the other way.
  const std::string own_text = number_text(column, own), other_text = number_text(column, other);
  if (own_text == other_text || (difference > 0.0) != (own > other)) return {};
  std::string text = difference > 0.0 ? words.more : words.less;
  const bool ratio = !by_mean && words.times != nullptr && other > 0.0 && own / other >= k_telling_ratio;
  if (ratio) text = with_number(words.times, short_number(own / other));
  text += by_mean ? " than the average customer: "
          : ratio ? " as the median customer: "
                  : " than the median customer: ";
  text += with_number(words.own, own_text) + " against " + other_text;
  return population.has_gaps(column) ? text + ", of those with orders on several days" : text;
}

}  // namespace

void add_distinctions(const Population& population, std::vector<Segment>& segments) {
  std::array<std::vector<double>, k_features> all;
  for (std::size_t column = 0; column < k_features; ++column) all[column] = differences(population, column);
  for (std::size_t s = 0; s < segments.size(); ++s) {
    std::array<std::size_t, k_features> order;
    for (std::size_t column = 0; column < k_features; ++column) order[column] = column;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return std::abs(all[a][s]) > std::abs(all[b][s]); });
    for (std::size_t i = 0; i < order.size() && segments[s].distinctions.size() < k_most_distinctions; ++i) {
      const double difference = all[order[i]][s];
      if (std::abs(difference) < k_small_effect) break;
      const std::string text = in_words(population, segments[s], order[i], difference);
      if (!text.empty()) segments[s].distinctions.push_back({k_feature_names[order[i]], difference, text});
    }
  }
}

}  // namespace shoal::detail
