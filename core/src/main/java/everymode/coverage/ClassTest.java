package everymode.coverage;

import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.statistics.BinomialBounds;
import java.util.Optional;

/// Decides from counts whether a generator makes a class.
///
/// A row *counts* for the class when it lies in a region that depends on held-out rows alone.
/// Training rows are the controls: all of them show how many rows count *with* the class, those of
/// the other classes how many count *without* it. Two exact tests compare the samples with both:
///
/// - more = P(Bin(T + b, m / (m + n_o)) ≥ T): so many samples, if the generator made the other
///   classes only
/// - fewer = P(Bin(T + A, m / (m + n)) ≤ T): so few samples, if it made the distribution of the
///   data
///
/// The class is covered if `more ≤ 0.01` and its share of the due is at least a quarter, missed if
/// `fewer ≤ 0.01` and it is less. Controls and samples are independent draws, so each counts with
/// the same probability under either hypothesis: given T + b or T + A, T is hypergeometric, and the
/// binomial tail bounds it. Hence at most 1 % of generators that make the other classes rightly and
/// lack this one are called covering it, and at most 1 % of perfect ones missing it, for any data,
/// dimension and number of rows.
///
/// *Ours.* The share of the due is the one-class form of black-box shift estimation (Lipton, Wang,
/// Smola, "Detecting and Correcting for Label Shift with Black Box Predictors", ICML 2018).
///
/// @param rows whether the class and the others have held-out rows
/// @param controls n, training rows
/// @param others n_o, training rows that are not of the class
/// @param counted A, training rows that count
/// @param foreign b, those of them that are not of the class
/// @param samples m, generated samples
public record ClassTest(
    boolean rows, long controls, long others, long counted, long foreign, long samples) {

  /// The probability of each error, for each class.
  public static final double LEVEL = 0.01;

  /// The share of its due from which a class can be covered.
  public static final double RATIO = 0.25;

  /// What prevents a decision, known before a sample is drawn.
  ///
  /// @return empty if the usual numbers of samples decide
  public Optional<Reason> obstacle() {
    if (!rows || others == 0 || others == controls) {
      return Optional.of(Reason.NO_ROWS);
    }
    if (2 * foreign > counted || share() <= foreignShare()) {
      return Optional.of(Reason.MIXED);
    }
    boolean decidable = fewer(0) <= LEVEL && more(Math.round(samples * share())) <= LEVEL;
    return decidable ? Optional.empty() : Optional.of(Reason.TOO_FEW);
  }

  /// The probability of so many samples that count, if the generator made the other classes only.
  ///
  /// @param seen T, samples that count
  public double more(long seen) {
    return BinomialBounds.atLeast(seen + foreign, (double) samples / (samples + others), seen);
  }

  /// The probability of so few samples that count, if the generator made the distribution of the
  /// data.
  ///
  /// @param seen T, samples that count
  public double fewer(long seen) {
    return BinomialBounds.atMost(seen + counted, (double) samples / (samples + controls), seen);
  }

  /// The share of the class's due: 0 without the class, 1 with its full share.
  ///
  /// @param seen T, samples that count
  public double due(long seen) {
    return ((double) seen / samples - foreignShare()) / (share() - foreignShare());
  }

  /// The verdict.
  ///
  /// @param seen T, samples that count
  public ClassVerdict of(long seen) {
    Optional<Reason> obstacle = obstacle();
    if (obstacle.filter(reason -> reason == Reason.NO_ROWS).isPresent()) {
      return ClassVerdict.withoutRows(seen);
    }
    boolean mixed = obstacle.filter(reason -> reason == Reason.MIXED).isPresent();
    double due = mixed ? Double.NaN : due(seen);
    Outcome outcome =
        mixed
            ? Outcome.NOT_JUDGED
            : due >= RATIO && more(seen) <= LEVEL
                ? Outcome.COVERED
                : due < RATIO && fewer(seen) <= LEVEL ? Outcome.MISSED : Outcome.NOT_JUDGED;
    return new ClassVerdict(
        outcome,
        outcome == Outcome.NOT_JUDGED ? obstacle.orElse(Reason.BETWEEN) : null,
        due,
        seen,
        samples * share(),
        samples * foreignShare());
  }

  /// A/n, the share of training rows that count.
  private double share() {
    return (double) counted / controls;
  }

  /// b/n_o, the share of training rows of the other classes that count.
  private double foreignShare() {
    return (double) foreign / others;
  }
}
