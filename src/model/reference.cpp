#include <algorithm>
#include <cmath>

#include "base/weights.hpp"
#include "data/preparation/column_statistics.hpp"
#include "shoal/error.hpp"
#include "shoal/model.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

constexpr std::int64_t k_most_values = std::int64_t{1} << 22;
constexpr std::int64_t k_fewest_rows = 1'000, k_most_rows = std::int64_t{1} << 16;
constexpr int k_deciles = 10;

/// `wanted` of `rows` rows, ascending; any subset is as likely as any other (selection sampling: Knuth, TAOCP 2, algorithm S).
std::vector<std::int64_t> chosen_rows(std::int64_t rows, std::int64_t wanted, std::uint64_t seed) {
  std::vector<std::int64_t> chosen;
  for (std::int64_t taken = 0, row = 0; row < rows; ++row) {
    const double left = static_cast<double>(rows - row), needed = static_cast<double>(wanted - taken);
    if (random_unit(seed, Purpose::sample, static_cast<std::uint64_t>(row)) * left >= needed) continue;
    chosen.push_back(row);
    ++taken;
  }
  return chosen;
}

/// The values of a column that are there, ascending.
std::vector<double> sorted_column(const FeatureTable& table, std::int64_t column) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < table.rows(); ++i) {
    const double value = table.value(i, column);
    if (!std::isnan(value)) values.push_back(value);
  }
  std::ranges::sort(values);
  return values;
}

/// Bins between the distinct deciles of sorted values.
void add_bins(std::span<const double> sorted, InputReference& input) {
  for (int decile = 0; decile <= k_deciles; ++decile) {
    input.edges.push_back(detail::quantile_of_sorted(sorted, static_cast<double>(decile) / k_deciles));
  }
  input.edges.erase(std::unique(input.edges.begin(), input.edges.end()), input.edges.end());
  if (input.edges.size() == 1) input.edges.push_back(input.edges.front());
  auto begin = sorted.begin();
  for (std::size_t b = 0; b + 1 < input.edges.size(); ++b) {
    const bool last = b + 2 == input.edges.size();
    const auto end = last ? sorted.end() : std::lower_bound(begin, sorted.end(), input.edges[b + 1]);
    input.counts.push_back(end - begin);
    begin = end;
  }
}

/// The rows that the model does not refuse.
std::vector<std::int64_t> scorable_rows(Context& context, const Model& model, const FeatureTable& table) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    try {
      predict(context, model, rows_of(table, {&row, 1}));
      rows.push_back(row);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::data) throw;
    }
  }
  return rows;
}

/// Scores the table; rows that the model refuses are taken out of it first.
Prediction score(Context& context, const Model& model, FeatureTable& table) {
  try {
    return predict(context, model, table);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::data) throw;
  }
  table = rows_of(table, scorable_rows(context, model, table));
  return predict(context, model, table);
}

}  // namespace

FeatureTable reference_sample(const FeatureTable& table, std::uint64_t seed, std::span<const double> weights) {
  const std::int64_t fitting = k_most_values / std::max<std::int64_t>(table.cols(), 1);
  const std::int64_t wanted = std::clamp(fitting, k_fewest_rows, k_most_rows);
  if (!weights.empty()) {
    const std::int64_t draws = are_counts(weights) ? std::min(counted_rows(weights, table.rows()), wanted) : wanted;
    return {TableNames{{}, {}, table.names}, rows_of(table.values, spread_draws(weights, draws))};
  }
  if (table.rows() <= wanted) return {TableNames{{}, {}, table.names}, table.values};
  return {TableNames{{}, {}, table.names}, rows_of(table.values, chosen_rows(table.rows(), wanted, seed))};
}

std::vector<InputReference> describe_inputs(const FeatureTable& sample) {
  std::vector<InputReference> inputs;
  for (std::int64_t j = 0; j < sample.cols(); ++j) {
    const std::vector<double> sorted = sorted_column(sample, j);
    InputReference& input = inputs.emplace_back();
    input.name = sample.names[static_cast<std::size_t>(j)];
    input.missing = sample.rows() - std::ssize(sorted);
    if (sorted.empty()) continue;
    input.mean = detail::mean_of(sorted);
    input.deviation = detail::deviation_of(sorted, input.mean);
    add_bins(sorted, input);
  }
  return inputs;
}

DistanceReference describe_distances(std::vector<double> distances) {
  std::ranges::sort(distances);
  DistanceReference reference;
  for (int percent = 0; percent <= 100; ++percent) {
    reference.quantiles.push_back(detail::quantile_of_sorted(distances, percent / 100.0));
  }
  double sum = 0.0;
  for (const double distance : distances) sum += distance * distance;
  reference.mean_square = sum / static_cast<double>(distances.size());
  return reference;
}

Reference make_reference(Context& context, const Model& model, FeatureTable sample, std::int64_t rows) {
  const Prediction prediction = score(context, model, sample);
  Reference reference{rows, sample.rows(), describe_inputs(sample), {}, {}, {}, {}};
  if (sample.rows() == 0) return reference;
  reference.distance = describe_distances(prediction.distance);
  reference.shares.resize(static_cast<std::size_t>(model.k()));
  for (const std::int32_t label : prediction.labels) {
    if (label >= 0) reference.shares[static_cast<std::size_t>(label)] += 1.0;
  }
  for (double& share : reference.shares) share /= static_cast<double>(sample.rows());
  return reference;
}

}  // namespace shoal
