package everymode.cli;

import everymode.error.UsageException;
import everymode.run.NamedSamplers;
import everymode.run.Trained;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The law under which a run's networks are used.
final class SamplerOptions {

  @Option(
      names = "--covariance-scale",
      paramLabel = "S",
      description =
          "Factor before the covariance of every Gaussian: below 1 for better samples, above 1 for"
              + " more varied ones.")
  private @Nullable Double spread;

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description = "A named sampler of the run, saved by 'everymode tradeoff'.")
  private @Nullable String name;

  boolean given() {
    return spread != null || name != null;
  }

  /// The run's sampler under this law; its own when nothing was given.
  Sampler of(Trained trained) {
    if (!given()) {
      return trained.sampler();
    }
    Sampler.AdjustableSampler sampler = NamedSamplers.of(trained);
    MixtureAdjustment base =
        name == null
            ? MixtureAdjustment.none(sampler.components())
            : new NamedSamplers(trained.directory()).named(name);
    Double factor = spread;
    if (factor == null) {
      return sampler.adjusted(base);
    }
    List<Double> all = base.covarianceScale().stream().map(s -> s * factor).toList();
    try {
      return sampler.adjusted(new MixtureAdjustment(all, base.weight()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }
}
