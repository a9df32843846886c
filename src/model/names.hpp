// Names of enumerations in model.json.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "shoal/model.hpp"

namespace shoal::detail {

inline constexpr std::array<std::pair<Scalar, std::string_view>, 2> k_scalar_names{
    {{Scalar::f32, "float32"}, {Scalar::f64, "float64"}}};
inline constexpr std::array<std::pair<Metric, std::string_view>, 2> k_metric_names{
    {{Metric::euclidean, "euclidean"}, {Metric::cosine, "cosine"}}};

inline constexpr std::array<std::pair<Returns, std::string_view>, 2> k_returns_names{
    {{Returns::net, "net"}, {Returns::gross, "gross"}}};

/// Cleaning steps by the key of CleaningStep::step.
inline constexpr std::array<std::pair<bool CleanOptions::*, const char*>, 5> k_cleaning_names{
    {{&CleanOptions::missing_customer, "missing_customer"},
     {&CleanOptions::duplicates, "duplicates"},
     {&CleanOptions::cancellations, "cancellations"},
     {&CleanOptions::non_positive, "non_positive"},
     {&CleanOptions::non_product_codes, "non_product_codes"}}};

}  // namespace shoal::detail
