package everymode.cli;

import everymode.error.UsageException;
import everymode.run.NamedSamplers;
import everymode.run.Trained;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The sampler that is built from a run's networks.
final class SamplerOptions {

  @Option(
      names = "--covariance-scale",
      paramLabel = "S",
      description =
          "Factor on the covariance of every Gaussian: below 1 for better samples, above 1 for more"
              + " diverse ones.")
  private @Nullable Double covarianceScale;

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description = "A named sampler of the run, saved by 'everymode tradeoff'.")
  private @Nullable String name;

  boolean given() {
    return covarianceScale != null || name != null;
  }

  /// The run's sampler with these options; its own when none was given.
  Sampler of(Trained trained) {
    if (!given()) {
      return trained.sampler();
    }
    Sampler.AdjustableSampler sampler = NamedSamplers.of(trained);
    MixtureAdjustment base =
        name == null
            ? MixtureAdjustment.none(sampler.components())
            : new NamedSamplers(trained.directory()).named(name);
    Double factor = covarianceScale;
    if (factor == null) {
      return sampler.adjusted(base);
    }
    List<Double> scales = base.covarianceScale().stream().map(s -> s * factor).toList();
    try {
      return sampler.adjusted(new MixtureAdjustment(scales, base.weight()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }
}
