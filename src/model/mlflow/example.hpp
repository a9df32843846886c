// Rows to try a model with.
#pragma once

#include "shoal/matrix.hpp"
#include "shoal/model.hpp"

namespace shoal::mlflow {

/// The centres of the first few clusters in the units of the inputs: the steps of the preparation undone from the last
/// to the first. No row of the training data is in it. Steps that lose something (clipping, length 1, filled gaps) are
/// undone as if they had changed nothing, and the result is rounded to six digits, so that row i of it is usually, but
/// not by any promise, of cluster i.
Matrix<double> example_rows(const Model& model);

}  // namespace shoal::mlflow
