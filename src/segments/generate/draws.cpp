#include "segments/generate/draws.hpp"

#include <cmath>

namespace shoal::generate {

double Draws::around(double median, double spread) { return median * std::exp(spread * bell()); }

}  // namespace shoal::generate
