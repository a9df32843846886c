#include "model/kinds/kinds.hpp"

namespace shoal::detail {
namespace {

/// The alternatives of ModelKind, one after the other.
template <std::size_t Place = 0>
std::optional<ModelKind> make_from(std::string_view name) {
  if constexpr (Place < std::variant_size_v<ModelKind>) {
    std::variant_alternative_t<Place, ModelKind> kind;
    if (kind_name(kind) == name) return ModelKind(std::move(kind));
    return make_from<Place + 1>(name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<ModelKind> make_kind(std::string_view name) { return make_from(name); }

}  // namespace shoal::detail
