// Preparations as text: "drop-iqr:1.5@Frequency+TotalSpend,standardise".
#include <fmt/format.h>

#include <array>
#include <limits>

#include "data/preparation/preparation_steps.hpp"
#include "shoal/error.hpp"
#include "shoal/numbers.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace detail {
namespace {

constexpr double k_no_limit = std::numeric_limits<double>::infinity();
constexpr std::array<StepInfo, 9> k_steps{{
    {StepKind::log1p, "log1p", "", false, 0, 0, 0, false, 0},
    {StepKind::winsorise, "winsorise", "winsorize", true, 0.01, 0, 0.5, true, 2},
    {StepKind::drop_z, "drop-z", "", true, 3, 0, k_no_limit, false, 2},
    {StepKind::drop_iqr, "drop-iqr", "", true, 1.5, 0, k_no_limit, true, 2},
    {StepKind::standardise, "standardise", "standardize", false, 0, 0, 0, false, 2},
    {StepKind::min_max, "min-max", "minmax", false, 0, 0, 0, false, 2},
    {StepKind::robust, "robust", "", false, 0, 0, 0, false, 2},
    {StepKind::unit_length, "unit-length", "", false, 0, 0, 0, false, 0},
    {StepKind::impute, "impute", "", false, 0, 0, 0, false, 1},
}};

std::vector<std::string> step_names() {
  std::vector<std::string> names;
  for (const auto& info : k_steps) names.emplace_back(info.name);
  return names;
}

const StepInfo& step_named(std::string_view name) {
  for (const auto& info : k_steps) {
    if (name == info.name || (!name.empty() && name == info.other_spelling)) return info;
  }
  throw Error(ErrorCode::usage,
              "unknown preparation step \"" + std::string(name) + "\"" + did_you_mean(name, step_names()),
              "join steps by commas, for example log1p,standardise", "", join(step_names(), ", ") + ", none");
}

double parse_parameter(const StepInfo& info, std::string_view text) {
  const RealRange range{.low = info.above, .high = info.below, .with_low = info.may_equal_above, .with_high = false};
  return real_number(text, range, fmt::format("{}:{}", info.name, text),
                     fmt::format("for example {}:{}", info.name, info.default_parameter));
}

PreparationStep parse_step(std::string_view text) {
  PreparationStep step;
  const auto at = text.find('@');
  if (at != std::string_view::npos) {
    step.only = split_list(text.substr(at + 1), '+');
    if (step.only.empty()) {
      throw Error(ErrorCode::usage, fmt::format("\"{}\" names no column after @", text),
                  "for example drop-iqr:1.5@frequency+total_spend");
    }
    text = text.substr(0, at);
  }
  const auto colon = text.find(':');
  const StepInfo& info = step_named(text.substr(0, colon));
  step.kind = info.kind;
  step.parameter = info.default_parameter;
  if (colon == std::string_view::npos) return step;
  if (!info.has_parameter) {
    throw Error(ErrorCode::usage, fmt::format("{} takes no parameter, found \"{}\"", info.name, text));
  }
  step.parameter = parse_parameter(info, text.substr(colon + 1));
  return step;
}

}  // namespace

std::span<const StepInfo> step_table() { return k_steps; }

const StepInfo& step_info(StepKind kind) {
  for (const auto& info : k_steps) {
    if (info.kind == kind) return info;
  }
  throw Error(ErrorCode::internal, "a preparation step without an entry in the table of steps");
}

std::string step_text(const PreparationStep& step) {
  const auto& info = step_info(step.kind);
  std::string text(info.name);
  if (info.has_parameter) text += fmt::format(":{}", step.parameter);
  if (!step.only.empty()) text += "@" + join(step.only, "+");
  return text;
}

}  // namespace detail

Preparation Preparation::parse(std::string_view text) {
  Preparation preparation;
  const auto parts = split_list(text);
  if (parts.size() == 1 && parts.front() == "none") return preparation;
  for (const auto& part : parts) preparation.steps_.push_back(detail::parse_step(part));
  return preparation;
}

bool Preparation::has(StepKind kind) const {
  return std::ranges::any_of(steps_, [&](const PreparationStep& step) { return step.kind == kind; });
}

bool names_step(std::string_view text, StepKind kind) {
  const std::string_view name = detail::step_info(kind).name;
  return std::ranges::any_of(split_list(text),
                             [&](std::string_view step) { return step.substr(0, step.find_first_of(":@")) == name; });
}

std::string Preparation::text() const {
  std::vector<std::string> parts;
  for (const auto& step : steps_) parts.push_back(detail::step_text(step));
  return parts.empty() ? "none" : join(parts, ",");
}

}  // namespace shoal
