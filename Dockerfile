# shoal as a container image.
#   docker build -t shoal:0.1.0-cuda .                           with the CUDA device; runs without a GPU, too
#   docker build -t shoal:0.1.0-cpu --build-arg VARIANT=cpu .    without it, in half the time
# Both variants stand on one Debian: the logarithm of its C library is part of the answer, so two bases could differ in a bit,
# and it is the system whose compiler the tests run with. CUDA is linked statically: the driver of the host is all that it needs.
ARG BASE=debian:12.11-slim

FROM ${BASE} AS build
ARG VARIANT=cuda
ENV DEBIAN_FRONTEND=noninteractive
WORKDIR /src
COPY scripts/install-deps.sh scripts/
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && scripts/install-deps.sh
RUN if [ "$VARIANT" = cuda ]; then \
      apt-get install -y --no-install-recommends curl \
      && curl -fsSLo /tmp/keyring.deb \
           https://developer.download.nvidia.com/compute/cuda/repos/debian12/x86_64/cuda-keyring_1.1-1_all.deb \
      && dpkg -i /tmp/keyring.deb \
      && apt-get update \
      && apt-get install -y --no-install-recommends cuda-nvcc-13-0=13.0.88-1 cuda-cudart-dev-13-0 cuda-cccl-13-0; \
    fi
ENV PATH=/usr/local/cuda-13.0/bin:${PATH}
COPY . .
ARG COMMIT=unknown
RUN if [ "$VARIANT" = cuda ]; then cuda=ON; else cuda=OFF; fi \
    && export SHOAL_COMMIT="$COMMIT" \
    && cmake --preset release -DSHOAL_CUDA=$cuda -DSHOAL_BUILD_TESTS=OFF -DSHOAL_BUILD_BENCH=OFF \
    && cmake --build build/release --target shoal \
    && cmake --install build/release --prefix /opt/shoal --strip

FROM ${BASE} AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates openmpi-bin libfmt9 libhwy1 libssl3 libcurl4 libzip4 libexpat1 liblzma5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 shoal
COPY --from=build /opt/shoal /opt/shoal
ENV PATH=/opt/shoal/bin:${PATH} NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER shoal
WORKDIR /home/shoal
HEALTHCHECK --interval=60s --timeout=20s CMD ["shoal", "devices"]
CMD ["shoal", "--help"]
