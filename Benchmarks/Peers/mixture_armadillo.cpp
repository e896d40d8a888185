// Armadillo's side of the mixture contests; README.md has the arguments and the protocol.
#include <armadillo>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

std::vector<double> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<double> values(static_cast<size_t>(file.tellg()) / sizeof(double));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()), values.size() * sizeof(double));
  return values;
}

void set(arma::gmm_full& model, const arma::mat& means, const arma::cube& covariances,
         const arma::rowvec& weights) {
  model.set_params(means, covariances, weights);
}

void set(arma::gmm_diag& model, const arma::mat& means, const arma::cube& covariances,
         const arma::rowvec& weights) {
  arma::mat variances(means.n_rows, means.n_cols);
  for (arma::uword c = 0; c < means.n_cols; ++c) variances.col(c) = covariances.slice(c).diag();
  model.set_params(means, variances, weights);
}

arma::vec numbers(const arma::gmm_full& model) {
  return arma::join_cols(arma::vectorise(model.hefts), arma::vectorise(model.means),
                         arma::vectorise(model.fcovs));
}

arma::vec numbers(const arma::gmm_diag& model) {
  arma::cube covariances(model.n_dims(), model.n_dims(), model.n_gaus(), arma::fill::zeros);
  for (arma::uword c = 0; c < model.n_gaus(); ++c) {
    covariances.slice(c).diag() = model.dcovs.col(c);
  }
  return arma::join_cols(arma::vectorise(model.hefts), arma::vectorise(model.means),
                         arma::vectorise(covariances));
}

template <typename Mixture>
void serve(const std::string& work, const std::string& output,
           const std::map<std::string, std::string>& settings) {
  const auto d = static_cast<arma::uword>(std::stoul(settings.at("d")));
  const auto k = static_cast<arma::uword>(std::stoul(settings.at("k")));
  std::vector<double> values = read(settings.at("samples"));
  // Armadillo has samples as columns and is column-major: the same bytes.
  const arma::mat samples(values.data(), d, values.size() / d, false, true);
  std::vector<double> parameters = read(settings.at("model"));
  const arma::rowvec weights(parameters.data(), k);
  const arma::mat means(parameters.data() + k, d, k);
  const arma::cube covariances(parameters.data() + k + k * d, d, d, k);

  std::cout << "ready" << std::endl;
  int count = 0;
  while (std::cin >> count) {
    Mixture model;
    set(model, means, covariances, weights);
    arma::vec result;
    const auto start = std::chrono::steady_clock::now();
    if (work == "logDensity") {
      arma::rowvec densities;
      for (int pass = 0; pass < count; ++pass) densities = model.log_p(samples);
      result = densities.t();
    } else if (!model.learn(samples, k, arma::eucl_dist, arma::keep_existing, 0, count, 1e-300,
                            false)) {
      throw std::runtime_error("Armadillo could not fit");
    }
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    if (work == "iterations") result = numbers(model);
    result.save(output, arma::raw_binary);
    std::printf("%.17g\n", time.count());
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--version") {
    std::printf("%d.%d\n", ARMA_VERSION_MAJOR, ARMA_VERSION_MINOR);
    return 0;
  }
  if (argc < 3) {
    std::fprintf(stderr, "usage: mixture-armadillo WORK OUTPUT NAME=VALUE...\n");
    return 64;
  }
  try {
    std::map<std::string, std::string> settings;
    for (int i = 3; i < argc; ++i) {
      const std::string setting = argv[i];
      const size_t end = setting.find('=');
      settings[setting.substr(0, end)] = setting.substr(end + 1);
    }
    if (settings.at("structure") == "full") {
      serve<arma::gmm_full>(argv[1], argv[2], settings);
    } else {
      serve<arma::gmm_diag>(argv[1], argv[2], settings);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "mixture-armadillo: %s\n", error.what());
    return 70;
  }
}
