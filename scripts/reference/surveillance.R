# What R's surveillance package says about the series in tests/data/surveillance/series.json: makes expected.json there.
# Run by hand: Rscript scripts/reference/surveillance.R (Debian: r-base-core, r-cran-surveillance, r-cran-jsonlite).
# The series made here are written as well, so that the tests need no R.
suppressPackageStartupMessages({
  library(surveillance)
  library(jsonlite)
})
folder <- "tests/data/surveillance"
numbers <- function(x) as.numeric(x)

as_series <- function(counts, frequency = 52) {
  sts(observed = matrix(numbers(counts)), frequency = frequency, start = c(2001, 1))
}

set.seed(20121)
invented <- function(mean, slope, season, size, weeks = 410) {
  t <- seq_len(weeks)
  rnbinom(weeks, mu = mean * exp(slope * t / 52) * (1 + season * cos(2 * pi * t / 52)), size = size)
}
data(salmonella.agona, package = "surveillance")
data(ha, package = "surveillance")
data(meningo.age, package = "surveillance")
data(salmHospitalized, package = "surveillance")
series <- list(
  agona = salmonella.agona$observed,
  hepatitis = rowSums(ha$observed),
  meningococci = rowSums(meningo.age$observed),
  hospitalised = rowSums(observed(salmHospitalized)),
  steady = invented(12, 0, 0, 30),
  seasonal = invented(20, 0, 0.5, 20),
  rising = invented(15, 0.15, 0.3, 20),
  falling = invented(60, -0.2, 0.2, 40),
  large = invented(900, 0.05, 0.3, 60),
  rare = invented(0.8, 0, 0.3, 2),
  outbreak = { x <- invented(10, 0, 0.2, 15); x[300:306] <- x[300:306] * 4L; x }
)

farrington_of <- function(counts, control, weeks, population = NULL) {
  object <- as_series(counts)
  if (!is.null(population)) object@populationFrac <- matrix(numbers(population))
  control$range <- weeks
  out <- suppressWarnings(farringtonFlexible(object, control))
  list(
    weeks = weeks - 1, upper = numbers(upperbound(out)), expected = numbers(out@control$expected),
    score = numbers(out@control$score), p = numbers(out@control$pvalue), trend = numbers(out@control$trend),
    slope = numbers(out@control$trendVector), dispersion = numbers(out@control$phiVector),
    alarm = numbers(alarms(out))
  )
}

base <- list(b = 3, w = 3, alpha = 0.005, noPeriods = 10, pastWeeksNotIncluded = 26, weightsThreshold = 2.58,
             glmWarnings = FALSE)
kinds <- list(
  delta = list(), muan = list(thresholdMethod = "muan"), nbPlugin = list(thresholdMethod = "nbPlugin"),
  plain = list(reweight = FALSE), windows = list(noPeriods = 1, pastWeeksNotIncluded = 3),
  flat = list(trend = FALSE, alpha = 0.05), population = list(populationOffset = TRUE)
)
expected <- list()
for (name in names(series)) {
  n <- length(series[[name]])
  weeks <- (n - 25):n
  # Three years are needed; meningo.age is shorter.
  for (kind in names(kinds)[min(weeks) > 3 * 52 + 3]) {
    population <- if (kind == "population") round(1e5 * 1.03^(seq_len(n) / 52)) else NULL
    expected$farrington[[name]][[kind]] <- farrington_of(series[[name]], modifyList(base, kinds[[kind]]), weeks, population)
  }
  for (method in c("C1", "C2", "C3")) {
    out <- earsC(as_series(series[[name]]), list(method = method, range = (n - 51):n, minSigma = 0.5))
    expected$ears[[name]][[method]] <- list(weeks = (n - 51):n - 1, upper = numbers(upperbound(out)), alarm = numbers(alarms(out)))
  }
}

# Reference weeks by date: Mondays.
first <- as.Date("2014-01-06")
dated <- new("sts", epoch = as.numeric(first + 7 * (0:409)), observed = matrix(numbers(series$rising)), freq = 52, epochAsDate = TRUE)
weeks <- 385:410
out <- suppressWarnings(farringtonFlexible(dated, modifyList(base, list(range = weeks, b = 5))))
expected$dated <- list(first = as.character(first), weeks = weeks - 1, upper = numbers(upperbound(out)),
                       expected = numbers(out@control$expected), trend = numbers(out@control$trend))

# Reporting delay: an invented line list, seen on several days.
set.seed(19940)
days <- as.Date("2025-03-01") + 0:69
cases <- rpois(70, 25 * (1 + 0.3 * sin(seq_len(70) / 9)))
happened <- rep(days, cases)
told <- happened + sample(0:9, length(happened), TRUE, prob = c(20, 25, 15, 10, 8, 7, 6, 4, 3, 2))
list_of <- data.frame(happened = happened, told = told)
delays <- list()
for (now in as.Date(c("2025-04-10", "2025-04-24"))) {
  now <- as.Date(now, origin = "1970-01-01")
  when <- seq(now - 9, now, by = "1 day")
  prior <- structure("poisgamma", mean.lambda = 25, var.lambda = 3000)
  # Cases that are not yet reported are in the list, and the function leaves them out.
  cast <- function(method) suppressWarnings(nowcast(now, when, list_of, "happened", "told", method = method, D = 9, m = 20,
    control = list(N.tInf.prior = prior, N.tInf.max = 300, nSamples = 2000, dRange = c(days[1], now))))
  lawless <- cast("lawless")
  seen <- cast("bayes.trunc")
  rows <- match(as.character(when), as.character(as.Date(epoch(seen))))
  bounds <- as.matrix(seen@pi[rows, 1, ])
  delays[[as.character(now)]] <- list(
    now = as.character(now), when = as.character(when), delay_lawless = numbers(lawless@delayCDF[["lawless"]]),
    delay_bayes = numbers(seen@delayCDF[["bayes.trunc"]]), point = numbers(upperbound(seen)[rows, 1]),
    low = numbers(bounds[, 1]), high = numbers(bounds[, 2])
  )
}
expected$nowcast <- list(happened = as.character(happened), told = as.character(told), seen = delays, start = as.character(days[1]))

write <- function(what, name) writeLines(toJSON(what, digits = 12, auto_unbox = TRUE, na = "null"), file.path(folder, name))
write(list(source = paste("surveillance", packageVersion("surveillance"), R.version.string), series = lapply(series, numbers)), "series.json")
write(expected, "expected.json")
