# npMSL of mixtools on a table, with what it was given and what it found, for bench/profiles.
#   Rscript mixtools.R (water|reaction|mouse) FILE FOLDER COMPONENTS ITERATIONS (fixed|adaptive)
suppressMessages(library(mixtools))
args <- commandArgs(trailingOnly = TRUE)
folder <- args[3]
m <- as.integer(args[4])
iterations <- as.integer(args[5])
adaptive <- args[6] == "adaptive"
table <- read.csv(args[2], row.names = 1, check.names = FALSE)
if (args[1] == "water") {
  x <- as.matrix(table[, -(1:2)])
  blocks <- c(4, 3, 2, 1, 3, 4, 1, 2)
} else if (args[1] == "reaction") {
  x <- log(as.matrix(table))
  blocks <- rep(1:3, each = 2)
} else {
  cpm <- sweep(as.matrix(table), 2, colSums(table), "/") * 1e6
  x <- log(cpm[apply(cpm > 1.5, 1, any), ] + 1)
  blocks <- rep(1:4, each = 2)
}
set.seed(240)
start <- kmeans(x, m, iter.max = 30)$cluster
post <- matrix(0, nrow(x), m)
post[cbind(seq_len(nrow(x)), start)] <- 1
seconds <- system.time(
  fit <- npMSL(x, m, blockid = blocks, samebw = !adaptive, eps = 0, maxiter = iterations, post = post, verb = FALSE)
)[["elapsed"]]
save <- function(value, name) {
  write.table(value, file.path(folder, name), sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE)
}
dir.create(folder, showWarnings = FALSE, recursive = TRUE)
save(format(x, digits = 17, trim = TRUE, scientific = TRUE), "x.csv")
save(start - 1, "start.csv")
save(blocks, "blocks.csv")
save(format(fit$posteriors, digits = 17, trim = TRUE, scientific = TRUE), "posteriors.csv")
save(format(fit$lambdahat, digits = 17), "weights.csv")
save(format(fit$loglik, digits = 17), "objective.csv")
save(c(seconds / iterations, fit$meanUdfl, fit$meanNaN), "seconds.csv")
