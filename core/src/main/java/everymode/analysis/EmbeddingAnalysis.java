package everymode.analysis;

import everymode.classifier.DistanceSpec;
import everymode.config.Unwrapped;
import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.embedding.BourgainEmbedding;
import everymode.embedding.Distance;
import everymode.embedding.EmbeddedPoints;
import everymode.embedding.HasEmbedding;
import everymode.embedding.IncrementalEmbedding;
import everymode.error.EverymodeException;
import everymode.io.TensorFile;
import everymode.random.RandomKey;
import everymode.report.Chart;
import everymode.report.Chart.Point;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.transport.PairwiseDistances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Data as a metric space: an embedding of its rows, and the distribution of log pairwise distances
/// before and after.
///
/// @param data the data set whose training rows are embedded
/// @param embedded the embedded rows
/// @param distance distance between rows
/// @param scale how latent distances are scaled
/// @param pairwise distributions of log pairwise distances of the data, the latents and, for a run,
///   its samples, by name
public record EmbeddingAnalysis(
    Dataset data,
    EmbeddedPoints embedded,
    Distance distance,
    BourgainEmbedding.Scale scale,
    Map<String, PairwiseDistances> pairwise) {

  private static final String DATA = "data";
  private static final String LATENTS = "latents";
  private static final String SAMPLES = "samples";
  private static final int MAX_ROWS = 2_000;
  private static final int BINS = 80;
  private static final RandomKey KEY = new RandomKey(0).fold("geometry");

  /// Copies the map and keeps its order.
  public EmbeddingAnalysis {
    pairwise = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(pairwise));
  }

  /// Settings of an embedding.
  ///
  /// @param distance distance between rows
  /// @param embedding how they are embedded
  public record EmbeddingSettings(
      DistanceSpec distance, @Unwrapped BourgainEmbedding.Settings embedding) {

    /// The default configuration.
    ///
    /// @return Euclidean distance, and the embedding of the authors' released code
    public static EmbeddingSettings defaults() {
      return new EmbeddingSettings(
          new DistanceSpec.Euclidean(), BourgainEmbedding.Settings.defaults());
    }
  }

  /// Embeds training rows. An interrupted embedding is saved and resumed by the next call.
  ///
  /// @param data the data set whose training rows are embedded
  /// @param recipe seed, and changes to the default configuration
  /// @param folder output folder of `embedding.npz`
  /// @param stop checked before each step
  /// @param progress receives the number of completed steps and of all steps
  /// @return empty when it was stopped
  public static Optional<EmbeddingAnalysis> of(
      Dataset data,
      Recipe recipe,
      Path folder,
      BooleanSupplier stop,
      ObjLongConsumer<Long> progress) {
    EmbeddingSettings settings = recipe.over(EmbeddingSettings.defaults());
    Distance distance = settings.distance.build(data);
    Path part = folder.resolve("embedding.part.safetensors");
    RunDirectory.makeParent(part);
    RandomKey key = new RandomKey(recipe.seed()).fold("embedding");
    IncrementalEmbedding rows;
    try {
      rows = new IncrementalEmbedding(settings.embedding, data, distance, key);
    } catch (IllegalArgumentException e) {
      throw new EverymodeException(String.valueOf(e.getMessage()) + "; give more data", e);
    }
    String fingerprint = recipe.yaml(settings) + data.hash();
    for (long step = restore(part, rows, fingerprint); step < rows.steps(); step++) {
      if (stop.getAsBoolean()) {
        save(part, rows, fingerprint, step);
        return Optional.empty();
      }
      try (var _ = new Scope()) {
        rows.step(step);
      }
      progress.accept(step + 1, rows.steps());
    }
    RunDirectory.remove(part);
    return Optional.of(
        of(data, rows.embedded().orElseThrow(), distance, settings.embedding.scale(), null));
  }

  private static void save(Path part, IncrementalEmbedding rows, String key, long step) {
    try (var _ = new Scope()) {
      TensorFile.write(
          part, StateSnapshot.of(rows), Map.of("key", key, "step", Long.toString(step)));
    } catch (IOException e) {
      throw RunDirectory.failed("write", part, e);
    }
  }

  /// Restores what an earlier call saved, and returns the step to resume with.
  private static long restore(Path part, IncrementalEmbedding rows, String key) {
    if (!Files.exists(part)) {
      return 0;
    }
    try (var _ = new Scope()) {
      TensorFile.Contents contents = TensorFile.read(part);
      if (key.equals(contents.metadata().get("key"))) {
        StateSnapshot.into(rows, contents.tensors());
        return Long.parseLong(contents.metadata().getOrDefault("step", "0"));
      }
    } catch (EverymodeException _) {
      // start again when the file is invalid
    }
    return 0;
  }

  /// Analyses the embedding of a run together with its samples.
  ///
  /// @param trained a run of bourgan
  /// @return empty when the run has no embedding, or not yet
  public static Optional<EmbeddingAnalysis> of(Trained trained) {
    return trained
        .model()
        .capability(HasEmbedding.class)
        .flatMap(model ->
            model
                .embedded()
                .map(e ->
                    of(trained.data(), e, model.distance(), model.scale(), trained.sampler())));
  }

  private static EmbeddingAnalysis of(
      Dataset data,
      EmbeddedPoints embedded,
      Distance distance,
      BourgainEmbedding.Scale scale,
      @Nullable Sampler sampler) {
    Map<String, PairwiseDistances> pairwise = new LinkedHashMap<>();
    try (var _ = new Scope()) {
      int n = Math.min(MAX_ROWS, embedded.size());
      long[] which = IntStream.range(0, n).mapToLong(i -> (long) i * embedded.size() / n).toArray();
      long[] rows = Ops.longs(Ops.rows(embedded.rows(), Ops.of(which)));
      Tensor real = distance.views(data.domain().units(data.train().x(rows)));
      pairwise.put(DATA, PairwiseDistances.of(real, distance, KEY.fold(DATA)));
      Tensor latents = Ops.rows(embedded.places(), Ops.of(which));
      Distance euclidean = (a, b) -> Distance.length(a.sub(b), 2);
      pairwise.put(LATENTS, PairwiseDistances.of(latents, euclidean, KEY.fold(LATENTS)));
      if (sampler != null) {
        Tensor generated = distance.views(sampler.sample(n, KEY.fold("draw")));
        pairwise.put(SAMPLES, PairwiseDistances.of(generated, distance, KEY.fold(SAMPLES)));
      }
    }
    return new EmbeddingAnalysis(data, embedded, distance, scale, pairwise);
  }

  /// Wasserstein-1 distance between the log distances of the data and of the scaled latents.
  ///
  /// @param by how latent distances are scaled
  /// @return at least 0, in nats
  public double apart(BourgainEmbedding.Scale by) {
    return distribution(DATA).wasserstein(distribution(LATENTS).times(embedded.scale(by)));
  }

  private PairwiseDistances distribution(String name) {
    return java.util.Objects.requireNonNull(pairwise.get(name));
  }

  /// Writes `embedding.npz`, `embedding.json` and the charts `embedding.svg` and `distances.svg`.
  public void write(Path folder) {
    embedded.write(folder.resolve("embedding.npz"), data);
    RunDirectory.write(folder.resolve("embedding.json"), Json.file(json()));
    RunDirectory.write(folder.resolve("embedding.svg"), embeddingChart());
    RunDirectory.write(folder.resolve("distances.svg"), distanceChart());
  }

  /// The results as JSON.
  ///
  /// @return dimension, scale, distortion and Wasserstein-1 distances to the data (`apart`)
  public ObjectNode json() {
    ObjectNode json = Json.object().put("data", data.name());
    json.put("points", embedded.size()).put("dim", embedded.dim());
    json.put("scale", embedded.scale(scale)).put("distortion", embedded.distortion());
    ObjectNode apart = json.putObject("apart");
    apart.put("latents", apart(BourgainEmbedding.Scale.NONE));
    apart.put("scaled", apart(scale));
    apart.put("median", apart(BourgainEmbedding.Scale.MEDIAN));
    PairwiseDistances samples = pairwise.get(SAMPLES);
    if (samples != null) {
      apart.put("samples", distribution(DATA).wasserstein(samples));
    }
    return json;
  }

  /// The results as text.
  ///
  /// @return lines without a trailing line break
  public String text() {
    PairwiseDistances samples = pairwise.get(SAMPLES);
    return String.format(
            Locale.ROOT,
            """
            %,d rows in %d dimensions, latent distances scaled by %.3f, distortion %.1f
            distribution of log distances, Wasserstein-1 distance to that of the data:
              latents               %.3f
              latents, scaled       %.3f
              latents, by median    %.3f%s\
            """,
            embedded.size(),
            embedded.dim(),
            embedded.scale(scale),
            embedded.distortion(),
            apart(BourgainEmbedding.Scale.NONE),
            apart(scale),
            apart(BourgainEmbedding.Scale.MEDIAN),
            samples == null
                ? ""
                : String.format(
                    Locale.ROOT,
                    "%n  samples               %.3f",
                    distribution(DATA).wasserstein(samples)))
        .indent(2)
        .stripTrailing();
  }

  private String embeddingChart() {
    double[][] plane = embedded.plane();
    List<String> names = groups();
    Map<String, List<Point>> points = new TreeMap<>(EmbeddingAnalysis::byNumber);
    for (int i = 0; i < plane.length; i++) {
      points
          .computeIfAbsent(names.get(i), _ -> new ArrayList<>())
          .add(new Point(plane[i][0], plane[i][1]));
    }
    return Chart.groups("Embedding of " + data.name() + " along its two principal axes", points);
  }

  private static int byNumber(String a, String b) {
    return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
  }

  /// The class of each embedded row, or its mode; empty where neither is known.
  private List<String> groups() {
    try (var _ = new Scope()) {
      Tensor label = data.train().label();
      if (label != null && !data.classes().isEmpty()) {
        return Arrays.stream(Ops.longs(Ops.rows(label, embedded.rows())))
            .mapToObj(c -> data.classes().get((int) c))
            .toList();
      }
      Distribution.GaussianMixture modes = data.modes();
      if (modes == null) {
        return java.util.Collections.nCopies(embedded.size(), "");
      }
      double[] x = Ops.doubles(data.train().x(Ops.longs(embedded.rows())));
      int dim = x.length / embedded.size();
      return IntStream.range(0, embedded.size())
          .map(i -> modes.nearest(Arrays.copyOfRange(x, i * dim, (i + 1) * dim)))
          .mapToObj(Integer::toString)
          .toList();
    }
  }

  private String distanceChart() {
    Map<String, PairwiseDistances> drawn = new LinkedHashMap<>(pairwise);
    drawn.put(LATENTS, distribution(LATENTS).times(embedded.scale(BourgainEmbedding.Scale.MEDIAN)));
    double low = drawn.values().stream().mapToDouble(l -> quantile(l, 0.001)).min().orElse(0);
    double high = drawn.values().stream().mapToDouble(l -> quantile(l, 1)).max().orElse(1);
    Map<String, List<Point>> series = new LinkedHashMap<>();
    drawn.forEach((name, distances) -> {
      String title = name.equals(LATENTS) ? "latents, by median" : name;
      series.put(title, density(distances.logs(), low, high));
    });
    return Chart.lines("Log distances of " + data.name(), "ln distance", series);
  }

  private static double quantile(PairwiseDistances distances, double share) {
    double[] logs = distances.logs();
    return logs.length == 0 ? 0 : logs[(int) (share * (logs.length - 1))];
  }

  private static List<Point> density(double[] logs, double low, double high) {
    double width = Math.max(1e-9, (high - low) / BINS);
    long[] counts = new long[BINS];
    for (double l : logs) {
      int bin = (int) Math.floor((l - low) / width);
      if (bin >= 0 && bin <= BINS) {
        counts[Math.min(bin, BINS - 1)]++;
      }
    }
    return IntStream.range(0, BINS)
        .mapToObj(b -> new Point(low + (b + 0.5) * width, counts[b] / (logs.length * width)))
        .toList();
  }
}
