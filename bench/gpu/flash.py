"""flash-kmeans and flashlib, both through their public function for one batch. "fp32" is what they do with float32 input:
products in one pass of TF32."""

import importlib
import pathlib

PRECISIONS = ["fp32", "fp16"]
WORKS = ["lloyd"]
NAME, VERSION, FUNCTION = "", "", None


def choose(package):
    """Makes this module the adapter of `package`. Error where it would fall back to something else than its kernels."""
    global NAME, VERSION, FUNCTION
    importlib.import_module("triton")
    if package == "flash-kmeans":
        implementation = importlib.import_module("flash_kmeans.kmeans_triton_impl")
    else:
        implementation = importlib.import_module("flashlib.primitives.kmeans.triton")
    NAME, FUNCTION = package, implementation.batch_kmeans_Euclid
    carried = pathlib.Path(implementation.__file__.split(package.replace("-", "_"))[0]) / "versions.txt"
    VERSION = next((line.split("==")[1] for line in carried.read_text().split() if line.startswith(f"{package}==")), "")


def prepare(x, precision):
    return x.half() if precision == "fp16" else x


def lloyd(x, initial, iterations):
    """tol below zero: never ends early."""
    # flashlib writes into the centroids it is given.
    start = initial.to(x.dtype).clone()[None]
    _, centroids, _ = FUNCTION(x[None], initial.shape[0], max_iters=iterations, tol=-1.0, init_centroids=start)
    return centroids[0].float()
