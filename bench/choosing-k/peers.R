# The number of groups by other methods: Rscript peers.R FOLDER K_RANGES.csv OUT.csv
#
# FOLDER/NAME.csv are tables without header; K_RANGES.csv has the columns name, k_min, k_max. Needs the packages cluster and fpc.
# Tables of more than 1,000 rows are cut to 1,000 random ones: what follows holds distances or refits many times. Sets that OUT.csv
# has already are passed over, so that a run can be continued.
suppressPackageStartupMessages({ library(cluster); library(fpc) })
args <- commandArgs(TRUE)
ranges <- read.csv(args[2])
most_rows <- 1000
starts <- 5

fit <- function(x, k) {
  if (k == 1) list(cluster = rep(1L, nrow(x)), tot.withinss = sum(scale(x, scale = FALSE)^2))
  else suppressWarnings(kmeans(x, k, nstart = starts, iter.max = 100))
}

davies_bouldin <- function(x, labels) {
  groups <- sort(unique(labels))
  centre <- t(sapply(groups, function(g) colMeans(x[labels == g, , drop = FALSE])))
  if (ncol(x) == 1) centre <- matrix(centre, ncol = 1)
  spread <- sapply(seq_along(groups), function(i)
    sqrt(mean(rowSums(sweep(x[labels == groups[i], , drop = FALSE], 2, centre[i, ])^2))))
  apart <- as.matrix(dist(centre))
  ratio <- outer(spread, spread, "+") / apart
  diag(ratio) <- -Inf
  mean(apply(ratio, 1, max))
}

# What NbClust's majority is made of, as far as fpc has it or a line gives it; each votes for one k.
votes <- function(x, k_min, k_max) {
  ks <- k_min:k_max
  n <- nrow(x); p <- ncol(x)
  all <- max(1, k_min - 1):(k_max + 1)
  fits <- lapply(all, function(k) fit(x, k))
  w <- sapply(fits, function(f) f$tot.withinss); names(w) <- all
  W <- function(k) w[as.character(k)]
  d <- dist(x)
  stats <- lapply(ks, function(k)
    cluster.stats(d, fits[[match(k, all)]]$cluster, G2 = FALSE, G3 = FALSE, wgap = FALSE, sepindex = FALSE))
  get <- function(what) sapply(stats, function(s) s[[what]])
  db <- sapply(ks, function(k) davies_bouldin(x, fits[[match(k, all)]]$cluster))
  inner <- ks[ks - 1 >= min(all)]
  diff_k <- function(k) (k - 1)^(2 / p) * W(k - 1) - k^(2 / p) * W(k)
  kl <- abs(diff_k(inner) / diff_k(inner + 1))
  hartigan <- (W(all[-length(all)]) / W(all[-1]) - 1) * (n - all[-length(all)] - 1)
  hartigan_k <- all[-length(all)][which(hartigan <= 10)]
  hartigan_k <- hartigan_k[hartigan_k >= k_min]
  ball <- W(ks) / ks
  highest <- function(values, of = ks) of[which.max(values)]
  ball_falls <- -diff(c(if (min(ks) > min(all)) W(min(ks) - 1) / (min(ks) - 1) else NA, ball))
  ratkowsky <- sapply(ks, function(k) {
    labels <- fits[[match(k, all)]]$cluster
    total <- colSums(scale(x, scale = FALSE)^2)
    within <- Reduce(`+`, lapply(unique(labels), function(g) colSums(scale(x[labels == g, , drop = FALSE], scale = FALSE)^2)))
    mean(sqrt(pmax(0, (total - within) / total)), na.rm = TRUE) / sqrt(k)
  })
  c(ch = highest(get("ch")), silhouette = highest(get("avg.silwidth")), dunn = highest(get("dunn")),
    dunn2 = highest(get("dunn2")), ptbiserial = highest(get("pearsongamma")), mcclain = highest(-get("wb.ratio")),
    db = highest(-db), kl = highest(kl, inner), hartigan = if (length(hartigan_k)) hartigan_k[1] else k_max,
    ball = highest(ball_falls), ratkowsky = highest(ratkowsky))
}

majority <- function(v) {
  counts <- table(v)
  as.integer(names(counts)[which.max(counts)])
}

one <- function(name, k_min, k_max) {
  x <- as.matrix(read.csv(file.path(args[1], paste0(name, ".csv")), header = FALSE))
  set.seed(1)
  if (nrow(x) > most_rows) x <- x[sample(nrow(x), most_rows), , drop = FALSE]
  distinct <- nrow(unique(x))
  k_max <- min(k_max, distinct - 2, nrow(x) - 2)
  gap <- try(suppressWarnings(clusGap(x, function(x, k) list(cluster = fit(x, k)$cluster), K.max = k_max, B = 20,
                                      d.power = 2, spaceH0 = "scaledPCA", verbose = FALSE))$Tab, silent = TRUE)
  by_gap <- function(method) {
    if (inherits(gap, "try-error") || any(!is.finite(gap[, "gap"]))) NA else maxSE(gap[, "gap"], gap[, "SE.sim"], method)
  }
  # Its nearest-centroid step wants two columns.
  wide <- if (ncol(x) == 1) cbind(x, 0) else x
  strength <- try(suppressWarnings(prediction.strength(wide, Gmin = 2, Gmax = k_max, M = 10, clustermethod = kmeansCBI,
                                                       classification = "centroid", runs = starts))$optimalk,
                  silent = TRUE)
  v <- try(votes(x, k_min, k_max), silent = TRUE)
  data.frame(name = name, gap_first_se = by_gap("firstSEmax"), gap_tibs = by_gap("Tibs2001SEmax"),
             prediction_strength = if (inherits(strength, "try-error")) NA else strength,
             majority = if (inherits(v, "try-error")) NA else majority(v),
             calinski_harabasz = if (inherits(v, "try-error")) NA else v[["ch"]])
}

done <- if (file.exists(args[3])) read.csv(args[3])$name else character(0)
for (i in seq_len(nrow(ranges))) {
  if (ranges$name[i] %in% done) next
  row <- one(ranges$name[i], ranges$k_min[i], ranges$k_max[i])
  fresh <- !file.exists(args[3])
  write.table(row, args[3], sep = ",", row.names = FALSE, col.names = fresh, append = !fresh)
}
