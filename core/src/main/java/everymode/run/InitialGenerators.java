package everymode.run;

import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.sample.NamedSampler;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Existing generators, opened by path.
public final class InitialGenerators {

  private InitialGenerators() {}

  /// Opens a run, or a file of samples that stands in for its generator and is resampled with
  /// replacement.
  ///
  /// @param path a run directory, or samples as for [Samples#read]
  /// @param domain what one sample must be
  /// @throws EverymodeException when there is none, or its samples have another shape
  public static NamedSampler open(String path, Domain domain) {
    Path place = Samples.place(path);
    if (place == null) {
      throw new EverymodeException(
          "there is no generator at " + path + "; restore it or check the path");
    }
    if (TorchScriptGenerator.is(place)) {
      throw new UsageException(
          String.format(
              Locale.ROOT, "%s is a network; draw samples from it and pass those, as .npz", path));
    }
    return Reference.run(path) ? run(place, domain) : samples(path, domain);
  }

  private static NamedSampler run(Path path, Domain domain) {
    Trained trained = Trained.open(path, Device.current());
    long[] shape = trained.data().domain().shape();
    if (!Arrays.equals(shape, domain.shape())) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s generates samples of shape %s, but the data have %s; choose other data",
              path,
              Arrays.toString(shape),
              Arrays.toString(domain.shape())));
    }
    return new NamedSampler(path.toString(), trained.stateHash(), trained.sampler());
  }

  private static NamedSampler samples(String spec, Domain domain) {
    try (var _ = new Scope()) {
      Rows rows = Rows.of(Scope.own(Samples.read(spec, domain).clone()), null);
      return new NamedSampler(spec, rows.hash(), (n, key) -> resample(rows, n, key));
    }
  }

  private static Tensor resample(Rows rows, int n, RandomKey key) {
    Tensor chosen = RandomTensors.integers(key, rows.size(), n);
    return Device.CPU.bring(Ops.toFloat(rows.x(Device.CPU.bring(chosen))));
  }
}
