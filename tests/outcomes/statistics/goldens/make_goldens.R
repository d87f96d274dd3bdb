# Golden numbers of the statistics room: made-up cohorts by a fixed formula, and what R makes of them.
#   Rscript make_goldens.R    (in this folder)
# Debian 12: r-base-core, r-cran-cmprsk, r-cran-survival, r-cran-riskregression. The committed numbers are those of
# R 4.2.2 with cmprsk 2.2-11, survival 3.5-3 and riskRegression 2022.11.28.
# Writes cohort_<name>.csv (the input, as R had it) and goldens.csv (case, quantity, label, position, value; 17 digits).
# The R packages are only called; nothing of them is part of this repository.
suppressMessages({library(cmprsk); library(survival); library(riskRegression); library(prodlim)})

# A multiplicative congruential generator (Park and Miller, Commun ACM 1988;31:1192): the same numbers on any machine.
uniform <- function(count, seed) {
  values <- numeric(count)
  state <- seed
  for (i in seq_len(count)) {
    state <- (16807 * state) %% 2147483647
    values[i] <- state / 2147483647
  }
  values
}

cohort <- function(patients, seed, causes, digits) {
  draw <- matrix(uniform(8 * patients, seed), ncol = 8)
  group <- 1 + floor(3 * draw[, 1])
  stratum <- 1 + floor(2 * draw[, 2])
  age <- round(2 * draw[, 3] - 1, 3)
  dose <- as.integer(draw[, 4] < 0.5)
  hazard <- 0.08 * exp(0.6 * age - 0.4 * dose + 0.2 * (group - 2) + 0.3 * (stratum - 1))
  event <- -log(draw[, 5]) / hazard
  censoring <- 2 + 25 * draw[, 6]
  cause <- 1 + floor(causes * draw[, 7]^(1 + 0.3 * dose))
  time <- pmax(round(pmin(event, censoring), digits), 10^-digits)
  status <- ifelse(event <= censoring, pmin(cause, causes), 0)
  entry <- round(time * draw[, 8]^2 * 0.8, digits)
  entry <- ifelse(entry >= time, 0, entry)
  risk <- round(1 / (1 + exp(-(0.8 * age - 0.5 * dose + 0.6 * (draw[, 8] - 0.5)))), 3)
  data.frame(time, status, group, stratum, entry, age, dose, risk)
}

rows <- list()
keep <- function(case, quantity, label, values) {
  values <- as.numeric(values)
  rows[[length(rows) + 1]] <<- data.frame(
    case = case, quantity = quantity, label = label, position = seq_along(values) - 1,
    value = trimws(formatC(values, digits = 17, format = "g"))
  )
}
row_major <- function(matrix) as.vector(t(matrix))

# crr's line search gives up where the likelihood no longer moves in its last digits; of several starts, the one that
# ends nearest to a score of 0 has the coefficients to more than nine digits.
settled_crr <- function(d, model, cause) {
  best <- NULL
  for (start in c(0, -0.3, -0.1, 0.05, 0.1, 0.2, 0.3, 0.4)) {
    init <- if (is.null(best)) c(0, 0) else first + start
    fit <- crr(d$time, d$status, model, failcode = cause, gtol = 1e-14, maxiter = 50, init = init)
    if (is.null(best)) first <- fit$coef
    if (is.null(best) || max(abs(fit$score)) < max(abs(best$score))) best <- fit
  }
  stopifnot(max(abs(best$score)) < 1e-10)
  best
}

competing <- function(name, d, at, causes) {
  keep(name, "times", "", at)
  both <- cuminc(d$time, d$status)
  points <- timepoints(both, at)
  groups <- timepoints(cuminc(d$time, d$status, d$group), at)
  for (cause in 1:causes) {
    of_cause <- function(found, group) found[paste(group, cause), ]
    keep(name, "incidence", paste0("all,", cause), of_cause(points$est, 1))
    keep(name, "incidence variance", paste0("all,", cause), of_cause(points$var, 1))
    for (group in 1:3) {
      keep(name, "incidence", paste0(group, ",", cause), of_cause(groups$est, group))
      keep(name, "incidence variance", paste0(group, ",", cause), of_cause(groups$var, group))
    }
  }
  keep(name, "gray", "statistic", cuminc(d$time, d$status, d$group)$Tests[, "stat"])
  keep(name, "gray", "p", cuminc(d$time, d$status, d$group)$Tests[, "pv"])
  two <- d[d$group < 3, ]
  keep(name, "gray two groups", "statistic", cuminc(two$time, two$status, two$group)$Tests[, "stat"])
  stratified <- cuminc(d$time, d$status, d$group, d$stratum)$Tests
  keep(name, "gray stratified", "statistic", stratified[, "stat"])
  keep(name, "gray stratified", "p", stratified[, "pv"])
  arms <- timepoints(cuminc(d$time, d$status, d$dose), at)
  for (cause in 1:causes) {
    difference <- of_cause(arms$est, 1) - of_cause(arms$est, 0)
    z <- difference / sqrt(of_cause(arms$var, 1) + of_cause(arms$var, 0))
    keep(name, "incidence difference", paste0("value,", cause), difference)
    keep(name, "incidence difference", paste0("p,", cause), 2 * pnorm(-abs(z)))
  }
  # left truncation: the Aalen-Johansen estimate of the multi-state curve
  states <- survfit(Surv(entry, time, factor(status, 0:causes)) ~ 1, data = d, id = seq_len(nrow(d)))
  truncated <- summary(states, times = at, extend = TRUE)$pstate
  for (cause in 1:causes) keep(name, "incidence, entry", cause, truncated[, 1 + cause])
  model <- as.matrix(d[, c("age", "dose")])
  for (cause in 1:causes) {
    fit <- settled_crr(d, model, cause)
    keep(name, "fine-gray", paste0("coefficients,", cause), fit$coef)
    keep(name, "fine-gray", paste0("variance,", cause), row_major(fit$var))
    keep(name, "fine-gray", paste0("model variance,", cause), row_major(fit$invinf))
    people <- rbind(c(0, 0), c(0.5, 1))
    predicted <- predict(fit, people)
    for (person in 1:2) {
      step <- findInterval(at, predicted[, 1])
      keep(name, "fine-gray", paste0("incidence,", cause, ",", person), c(0, predicted[, 1 + person])[1 + step])
    }
  }
}

survival_of_all <- function(name, d, at) {
  dead <- as.integer(d$status > 0)
  curve <- survfit(Surv(time, dead) ~ 1, data = d, conf.type = "log-log")
  found <- summary(curve, times = at, extend = TRUE)
  keep(name, "survival", "estimate", found$surv)
  keep(name, "survival", "standard error", found$std.err)
  keep(name, "survival", "low", found$lower)
  keep(name, "survival", "high", found$upper)
  keep(name, "survival", "at risk", found$n.risk)
  keep(name, "survival", "median", unlist(quantile(curve, 0.5)))
  keep(name, "survival", "lower quartile", unlist(quantile(curve, 0.25)))
  entered <- survfit(Surv(entry, time, dead) ~ 1, data = d, conf.type = "log-log")
  found <- summary(entered, times = at, extend = TRUE)
  keep(name, "survival, entry", "estimate", found$surv)
  keep(name, "survival, entry", "standard error", found$std.err)
  test <- survdiff(Surv(time, dead) ~ group, data = d)
  keep(name, "log-rank", "statistic", test$chisq)
  keep(name, "log-rank", "observed", test$obs)
  keep(name, "log-rank", "expected", test$exp)
  keep(name, "log-rank", "variance", row_major(test$var))
  keep(name, "log-rank", "stratified", survdiff(Surv(time, dead) ~ group + strata(stratum), data = d)$chisq)
  horizon <- at[length(at)]
  keep(name, "restricted mean", "horizon", horizon)
  means <- summary(survfit(Surv(time, dead) ~ dose, data = d), rmean = horizon)$table
  keep(name, "restricted mean", "mean", means[, "rmean"])
  keep(name, "restricted mean", "standard error", means[, "se(rmean)"])
  z <- diff(means[, "rmean"]) / sqrt(sum(means[, "se(rmean)"]^2))
  keep(name, "restricted mean", "p of difference", 2 * pnorm(-abs(z)))
}

cox <- function(name, d) {
  tight <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50)
  d$first <- as.integer(d$status == 1)
  d$patient <- seq_len(nrow(d))
  note <- function(label, fit) {
    keep(name, "cox", paste0(label, ",coefficients"), coef(fit))
    keep(name, "cox", paste0(label, ",variance"), row_major(if (is.null(fit$naive.var)) vcov(fit) else fit$naive.var))
    if (!is.null(fit$naive.var)) keep(name, "cox", paste0(label, ",robust"), row_major(fit$var))
  }
  note("efron", coxph(Surv(time, first) ~ age + dose + cluster(patient), d, ties = "efron", control = tight))
  note("breslow", coxph(Surv(time, first) ~ age + dose + cluster(patient), d, ties = "breslow", control = tight))
  note("strata", coxph(Surv(time, first) ~ age + dose + strata(stratum), d, ties = "efron", control = tight))
  note("breslow, entry", coxph(Surv(entry, time, first) ~ age + dose + cluster(patient), d, ties = "breslow",
                               control = tight))
  note("entry", coxph(Surv(entry, time, first) ~ age + dose + cluster(patient), d, ties = "efron", control = tight))
  note("entry, strata", coxph(Surv(entry, time, first) ~ age + dose + strata(stratum), d, ties = "efron",
                              control = tight))
  untied <- !duplicated(d$time)
  keep(name, "log-rank", "entry, untied", coxph(Surv(entry, time, first) ~ dose, d[untied, ], control = tight)$score)
}

prediction <- function(name, d, at) {
  keep(name, "prediction", "times", at)
  scores <- function(formula, data, ...) {
    Score(list(model = matrix(rep(data$risk, length(at)), ncol = length(at))), formula = formula, data = data,
          times = at, null.model = FALSE, cens.model = "km", cens.method = "ipcw", metrics = c("auc", "brier"), ...)
  }
  note <- function(label, found) {
    keep(name, "prediction", paste0(label, ",auc"), found$AUC$score$AUC)
    keep(name, "prediction", paste0(label, ",brier"), found$Brier$score$Brier)
    keep(name, "prediction", paste0(label, ",auc standard error"), found$AUC$score$se)
    keep(name, "prediction", paste0(label, ",brier standard error"), found$Brier$score$se)
  }
  # riskRegression's standard error of the AUC leaves a third cause out: all other causes are made one, which changes
  # neither the AUC nor the Brier score
  d$status <- pmin(d$status, 2)
  d$dead <- as.integer(d$status > 0)
  note("competing", scores(Hist(time, status) ~ 1, d, cause = 1))
  note("survival", scores(Surv(time, dead) ~ 1, d))
  horizon <- at[length(at) - 1]
  bounds <- unique(quantile(d$risk, 0:4 / 4))
  quarter <- as.integer(cut(d$risk, bounds, include.lowest = TRUE))
  observed <- timepoints(cuminc(d$time, d$status, quarter), horizon)
  keep(name, "calibration", "patients", table(quarter))
  keep(name, "calibration", "predicted", tapply(d$risk, quarter, mean))
  keep(name, "calibration", "observed", observed$est[paste(1:4, 1), ])
  keep(name, "calibration", "variance", observed$var[paste(1:4, 1), ])
}

cohorts <- list(
  tied = list(d = cohort(60, 20261, 2, 0), causes = 2, at = c(1, 2, 3, 5, 8, 12, 15), predict = c(5, 10)),
  untied = list(d = cohort(150, 20262, 2, 6), causes = 2, at = c(0.5, 1, 2, 4, 8, 12, 18, 20), predict = c(4, 8, 15)),
  large = list(d = cohort(1000, 20263, 3, 1), causes = 3, at = c(0.1, 1, 2, 5, 10, 15, 20, 25), predict = c(5, 10, 20))
)
for (name in names(cohorts)) {
  case <- cohorts[[name]]
  write.csv(case$d, paste0("cohort_", name, ".csv"), row.names = FALSE)
  competing(name, case$d, case$at, case$causes)
  survival_of_all(name, case$d, case$at)
  cox(name, case$d)
  prediction(name, case$d, case$predict)
}
write.csv(do.call(rbind, rows), "goldens.csv", row.names = FALSE, quote = 2:3)
