#include "app/principal_components.hpp"

#include <Eigen/Dense>

namespace shoal::app {

std::array<double, 2> PrincipalComponents::project(const double* row) const {
  std::array<double, 2> at{};
  for (std::size_t j = 0; j < mean.size(); ++j) {
    const double deviation = row[j] - mean[j];
    at[0] += deviation * direction[0][j];
    at[1] += deviation * direction[1][j];
  }
  return at;
}

PrincipalComponents principal_components(MatrixView<const double> rows) {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const RowMajor> x(rows.data, rows.rows, rows.cols);
  const Eigen::RowVectorXd mean = x.colwise().mean();
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(rows.cols, rows.cols);
  for (std::int64_t i = 0; i < rows.rows; ++i) {
    const Eigen::RowVectorXd deviation = x.row(i) - mean;
    covariance.selfadjointView<Eigen::Lower>().rankUpdate(deviation.transpose());
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);  // eigenvalues ascending
  const double total = solver.eigenvalues().sum();

  PrincipalComponents result;
  result.mean.assign(mean.data(), mean.data() + mean.size());
  for (int c = 0; c < 2; ++c) {
    result.direction[c].assign(static_cast<std::size_t>(rows.cols), 0.0);
    const auto at = rows.cols - 1 - c;
    if (at < 0) continue;
    Eigen::VectorXd direction = solver.eigenvectors().col(at);
    Eigen::Index largest = 0;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction[largest] < 0.0) direction = -direction;
    result.direction[c].assign(direction.data(), direction.data() + direction.size());
    result.share[c] = total > 0.0 ? solver.eigenvalues()[at] / total : 0.0;
  }
  return result;
}

}  // namespace shoal::app
