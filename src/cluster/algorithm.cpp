#include "shoal/algorithm.hpp"

#include "cluster/registry.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

template <class Options>
AlgorithmInfo info() {
  const auto& entry = cluster::entry_of(static_cast<const Options*>(nullptr));
  return {entry.name, entry.title, entry.summary, entry.paper, entry.options.infos()};
}

template <std::size_t... At>
std::vector<AlgorithmInfo> all_infos(std::index_sequence<At...>) {
  return {info<std::variant_alternative_t<At, AlgorithmOptions>>()...};
}

template <std::size_t... At>
std::vector<AlgorithmOptions> all_defaults(std::index_sequence<At...>) {
  return {AlgorithmOptions(std::in_place_index<At>)...};
}

using Each = std::make_index_sequence<std::variant_size_v<AlgorithmOptions>>;

/// Calls `use` with the entry of the options' algorithm and the options themselves.
template <class Variant, class Use>
auto with_entry(Variant& options, const Use& use) {
  return std::visit([&](auto& own) { return use(cluster::entry_of(&own), own); }, options);
}

}  // namespace

namespace cluster {

void throw_unknown_option(std::string_view name, const std::vector<OptionInfo>& options, const std::string& place) {
  std::vector<std::string> names;
  for (const OptionInfo& option : options) names.push_back(option.name);
  throw Error(ErrorCode::usage, "unknown option \"" + std::string(name) + "\"" + did_you_mean(name, names),
              "options: " + join(names, ", "), place);
}

}  // namespace cluster

std::string describe_values(const OptionInfo& option) {
  switch (option.type) {
    case OptionInfo::Type::whole:
      return describe_whole(option.low, option.high);
    case OptionInfo::Type::real:
      return describe(option.range);
    case OptionInfo::Type::word:
      return "one of " + join(option.words, ", ");
  }
  return {};
}

const Clustering& clustering_of(const AlgorithmResult& result) {
  return std::visit([](const Clustering& found) -> const Clustering& { return found; }, result);
}

const std::vector<AlgorithmInfo>& algorithms() {
  static const std::vector<AlgorithmInfo> k_infos = all_infos(Each{});
  return k_infos;
}

const AlgorithmInfo& info_of(const AlgorithmOptions& options) { return algorithms()[options.index()]; }

const OptionInfo* find_option(const AlgorithmInfo& algorithm, std::string_view name) {
  const auto at = std::ranges::find(algorithm.options, name, &OptionInfo::name);
  return at == algorithm.options.end() ? nullptr : &*at;
}

AlgorithmOptions default_options(std::string_view algorithm, const std::string& place) {
  std::vector<std::string> names;
  for (const AlgorithmInfo& info : algorithms()) {
    if (info.name == algorithm) return all_defaults(Each{})[names.size()];
    names.push_back(info.name);
  }
  throw Error(ErrorCode::usage, "unknown algorithm \"" + std::string(algorithm) + "\"" + did_you_mean(algorithm, names),
              "algorithms: " + join(names, ", "), place);
}

void set_option(AlgorithmOptions& options, std::string_view name, std::string_view text, const std::string& place) {
  with_entry(options, [&](const auto& entry, auto& own) { entry.options.set(own, name, text, place); });
}

std::vector<std::pair<std::string, std::string>> option_values(const AlgorithmOptions& options) {
  return with_entry(options, [](const auto& entry, const auto& own) { return entry.options.values(own); });
}

void check_options(const AlgorithmOptions& options) {
  with_entry(options, [](const auto& entry, const auto& own) { entry.options.check(own); });
}

AlgorithmResult fit_algorithm(Context& context, const Points& points, const AlgorithmOptions& options,
                              std::span<const double> weights) {
  return with_entry(options,
                    [&](const auto& entry, const auto& own) { return entry.fit(context, points, own, weights); });
}

}  // namespace shoal
