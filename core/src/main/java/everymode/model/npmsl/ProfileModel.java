package everymode.model.npmsl;

import everymode.config.Require;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.mixture.Blocks;
import everymode.mixture.HasProfiles;
import everymode.mixture.Mixture;
import everymode.mixture.Profiles;
import everymode.random.RandomKey;
import everymode.sample.BlockSampler;
import everymode.sample.Density;
import everymode.sample.Posterior;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.train.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A mixture of profiles as a model with a density, posteriors and samples.
///
/// Values are those of the data, not standardised: the columns of a block share one density.
abstract class ProfileModel implements Model, Density, Posterior, HasProfiles {

  private final Dataset data;
  private final Blocks blocks;
  private @Nullable Profiles rows;

  ProfileModel(Dataset data, List<String> names) {
    int columns = Math.toIntExact(data.domain().shape()[0]);
    Require.that(
        names.isEmpty() || names.size() == columns,
        String.format(
            Locale.ROOT,
            "blocks must have a name for each of the %d columns, but has %d",
            columns,
            names.size()));
    this.data = data;
    blocks = names.isEmpty() ? Blocks.single(columns(data.domain(), columns)) : Blocks.of(names);
  }

  /// Requires that blocks have names.
  static List<String> named(List<String> blocks) {
    Require.that(
        blocks.stream().noneMatch(String::isBlank),
        "blocks must not have empty names; write one between any two commas");
    return List.copyOf(blocks);
  }

  private static List<String> columns(Domain domain, int count) {
    List<String> names = domain.columns().stream().map(Domain.Table.Column::name).toList();
    return names.isEmpty()
        ? IntStream.rangeClosed(1, count).mapToObj(k -> "x" + k).toList()
        : names;
  }

  @Override
  public Blocks blocks() {
    return blocks;
  }

  int size() {
    return data.train().size();
  }

  /// The training rows, read when they are first needed.
  Profiles rows() {
    Profiles known = rows;
    if (known == null) {
      try (var _ = new Scope()) {
        known = profiles(data.domain().units(data.train().all()));
        if (Arrays.stream(known.x()).distinct().limit(2).count() < 2) {
          throw new EverymodeException(
              data.name()
                  + ": all values are equal, so that there are no clusters; check the data");
        }
        rows = known;
      }
    }
    return known;
  }

  static Profiles profiles(Tensor x) {
    Tensor flat = Ops.flat(x);
    return new Profiles(Ops.doubles(flat), (int) flat.size(0), (int) flat.size(1));
  }

  /// The mixture; empty before the first iteration.
  abstract Optional<? extends Mixture> mixture();

  /// `ln g(x)` of each row.
  abstract double[] logDensity(Profiles rows);

  /// Draws a value of a component in a column.
  abstract double draw(int component, int column, SplittableRandom random);

  private Mixture fitted() {
    return mixture()
        .orElseThrow(() -> new IllegalStateException("the mixture has not been fitted yet"));
  }

  @Override
  public int components() {
    return fitted().components();
  }

  @Override
  public Tensor logProb(Tensor x) {
    double[] log = logDensity(profiles(x));
    return Ops.of(log, log.length);
  }

  @Override
  public Tensor posterior(Tensor x) {
    double[] z = fitted().posteriors(profiles(x)).z();
    return Ops.of(z, x.size(0), components());
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return mixture().isPresent() ? Model.super.capability(type) : Optional.empty();
  }

  @Override
  public Optional<Sampler> sampler() {
    return mixture().isPresent() ? Optional.of(new ProfileSampler()) : Optional.empty();
  }

  private final class ProfileSampler implements BlockSampler {

    @Override
    public int components() {
      return ProfileModel.this.components();
    }

    @Override
    public Tensor draw(int n, RandomKey key) {
      return RandomTensors.choices(key.fold("component"), fitted().weights(), n);
    }

    @Override
    public Tensor generate(Tensor component, RandomKey key) {
      long[] of = Ops.longs(component);
      int columns = blocks.columns();
      float[] x = new float[of.length * columns];
      for (int i = 0; i < of.length; i++) {
        SplittableRandom random = key.fold("row").fold(i).random();
        for (int k = 0; k < columns; k++) {
          x[i * columns + k] = (float) ProfileModel.this.draw((int) of[i], k, random);
        }
      }
      return Ops.of(x, of.length, columns);
    }
  }
}
