package everymode.metric;

import everymode.metric.feature.ClassCounts;
import java.util.Arrays;

/// Which of many modes are reached by samples, from predicted labels: `#{m : q_m > 0}` and `Σ q
/// ln(q / p)` for the label shares q of samples and p of the data, from 0 to `ln k` for k equal
/// modes.
///
/// *Source:* Lin, Khetan, Fanti and Oh, "PacGAN: The Power of Two Samples in Generative Adversarial
/// Networks", NeurIPS 2018: k = 1,000 combinations of three stacked digits, 26,000 samples.
///
/// *Pitfalls:* both depend on the number n of samples: a perfect sampler reaches `k (1 − (1 −
/// 1/k)^n)` equal modes and scores about `(k − 1) / 2n`. Errors of the digit classifier create
/// spurious modes, and with three digits per sample they count three times.
public final class StackedModeCounts {

  private StackedModeCounts() {}

  /// The counts.
  ///
  /// @param modes number of modes that appear
  /// @param kl `Σ q ln(q / p)` in nats
  public record Values(int modes, double kl) {}

  /// Counts the modes of samples.
  ///
  /// @param label the mode of each sample, `[n]`
  /// @param share the share of each mode in the data, `[k]`
  public static Values of(int[] label, double[] share) {
    double[] q = new double[share.length];
    for (int l : label) {
      q[l] += 1.0 / label.length;
    }
    int modes = (int) Arrays.stream(q).filter(x -> x > 0).count();
    return new Values(modes, ClassCounts.divergence(q, share));
  }
}
