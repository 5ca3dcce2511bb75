package everymode.analysis;

import everymode.cluster.ClusterAgreement;
import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.io.Csv;
import everymode.mixture.Blocks;
import everymode.mixture.DiagonalMixture;
import everymode.mixture.HasProfiles;
import everymode.mixture.Mixture;
import everymode.mixture.PoissonMixture;
import everymode.mixture.Posteriors;
import everymode.mixture.Profiles;
import everymode.mixture.RepeatedGaussianMixture;
import everymode.random.RandomKey;
import everymode.report.ProfileSection;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.sample.Posterior;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rows clustered by a model that knows the probability of each of its components.
///
/// @param data the clustered data
/// @param blocks of its columns
/// @param parts training rows, then held-out rows where these are others
/// @param warnings of the model
public record ProfileAnalysis(
    Dataset data, Blocks blocks, List<ClusteredPart> parts, List<String> warnings) {

  private static final int BLOCK = 2_000; // rows at once
  private static final double SURE = 0.8;
  private static final double LOW = 0.1; // quantiles of a band
  private static final double HIGH = 0.9;
  private static final int FITS = 20; // of the Gaussian mixture that is compared
  private static final int ITERATIONS = 500;
  private static final int FEW = 5; // rows of a cluster

  /// Copies the lists.
  public ProfileAnalysis {
    parts = List.copyOf(parts);
    warnings = List.copyOf(warnings);
  }

  /// Rows with the probabilities of their clusters.
  ///
  /// @param name `train` or `held-out`
  /// @param names of the rows; empty without
  public record ClusteredPart(String name, Rows rows, List<String> names, Posteriors posteriors) {

    ClusteredPart(String name, Rows rows, Posteriors posteriors) {
      this(name, rows, rows.names(), posteriors);
    }

    /// The first fields of a row's line.
    String start(int i) {
      String row = names.isEmpty() ? Integer.toString(i) : Csv.cell(names.get(i));
      return name + "," + i + "," + row;
    }
  }

  /// Whether a model's rows can be clustered so.
  public static boolean applies(Trained trained) {
    return trained.model().capability(Posterior.class).isPresent();
  }

  /// Clusters all rows of a data set.
  ///
  /// @param data its rows have the shape of the model's
  public static ProfileAnalysis of(Trained trained, Dataset data) {
    Posterior model = trained.model().capability(Posterior.class).orElseThrow();
    Blocks blocks =
        trained.model() instanceof HasProfiles profiles
            ? profiles.blocks()
            : Blocks.single(columns(data));
    List<ClusteredPart> parts = new ArrayList<>();
    parts.add(new ClusteredPart("train", data.train(), posteriors(model, data, data.train())));
    if (data.holdsOut()) {
      parts.add(
          new ClusteredPart("held-out", data.heldOut(), posteriors(model, data, data.heldOut())));
    }
    return new ProfileAnalysis(data, blocks, parts, trained.model().warnings());
  }

  private static List<String> columns(Dataset data) {
    int count = Math.toIntExact(Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b));
    return data.domain().columns().isEmpty()
        ? IntStream.rangeClosed(1, count).mapToObj(k -> "x" + k).toList()
        : data.domain().columns().stream().map(column -> column.name()).toList();
  }

  private static Posteriors posteriors(Posterior model, Dataset data, Rows rows) {
    int m = model.components();
    double[] z = new double[rows.size() * m];
    Batches.each(
        rows.size(),
        BLOCK,
        (from, count) -> {
          long[] chosen = IntStream.range(from, from + count).asLongStream().toArray();
          Tensor x = data.domain().units(rows.x(chosen));
          System.arraycopy(Ops.doubles(model.posterior(x)), 0, z, from * m, count * m);
        });
    return new Posteriors(z, rows.size(), m);
  }

  private ClusteredPart train() {
    return parts.getFirst();
  }

  /// The number of clusters.
  public int clusters() {
    return train().posteriors.m();
  }

  private Profiles profiles() {
    try (var _ = new Scope()) {
      Tensor x = Ops.flat(data.domain().units(train().rows.all()));
      return new Profiles(Ops.doubles(x), train().rows.size(), (int) x.size(1));
    }
  }

  private Optional<Profiles> counts() {
    try (var _ = new Scope()) {
      Tensor counts = train().rows.counts();
      return counts == null
          ? Optional.empty()
          : Optional.of(
              new Profiles(Ops.doubles(counts), (int) counts.size(0), (int) counts.size(1)));
    }
  }

  /// What is drawn of the clusters of the training rows.
  public List<ProfileSection.Cluster> summaries() {
    Profiles rows = profiles();
    int[] labels = train().posteriors.labels();
    double[] confidence = train().posteriors.confidence();
    Optional<double[][]> shares = blockShares(labels);
    List<ProfileSection.Cluster> clusters = new ArrayList<>();
    for (int j = 0; j < clusters(); j++) {
      int number = j;
      int[] own = IntStream.range(0, labels.length).filter(i -> labels[i] == number).toArray();
      List<ProfileSection.Band> bands = new ArrayList<>();
      for (int k = 0; own.length > 0 && k < rows.r(); k++) {
        int column = k;
        double[] sorted =
            Arrays.stream(own).mapToDouble(i -> rows.x()[i * rows.r() + column]).sorted().toArray();
        bands.add(
            new ProfileSection.Band(
                quantile(sorted, LOW), quantile(sorted, 0.5), quantile(sorted, HIGH)));
      }
      clusters.add(
          new ProfileSection.Cluster(
              Integer.toString(j),
              own.length,
              (int) Arrays.stream(own).filter(i -> confidence[i] > SURE).count(),
              Arrays.stream(own).mapToDouble(i -> confidence[i]).average().orElse(Double.NaN),
              bands,
              shares.map(all -> Arrays.stream(all[number]).boxed().toList()).orElse(List.of())));
    }
    return clusters;
  }

  private static double quantile(double[] sorted, double p) {
    return sorted[(int) Math.round(p * (sorted.length - 1))];
  }

  /// What is drawn of all clusters.
  public ProfileSection.Summary summary(Optional<ProfileSection.Agreement> agreement) {
    return new ProfileSection.Summary(
        columns(data), blocks.names(), summaries(), classes(), notes(), agreement);
  }

  /// Of each class, its training rows in each cluster.
  private List<ProfileSection.ClassRows> classes() {
    Rows rows = train().rows;
    if (!rows.labelled()) {
      return List.of();
    }
    int[][] count = new int[data.classes().size()][clusters()];
    long[] label = rows.labels();
    int[] cluster = train().posteriors.labels();
    for (int i = 0; i < label.length; i++) {
      count[(int) label[i]][cluster[i]]++;
    }
    return IntStream.range(0, count.length)
        .mapToObj(c ->
            new ProfileSection.ClassRows(
                data.classes().get(c), Arrays.stream(count[c]).boxed().toList()))
        .toList();
  }

  /// What a reader of the clusters should know: classes that are the most frequent one of no
  /// cluster, and clusters of very few rows.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    List<ProfileSection.ClassRows> classes = classes();
    for (ProfileSection.ClassRows own : classes) {
      if (own.total() > 0
          && IntStream.range(0, clusters()).noneMatch(j -> first(classes, j, own))) {
        int most = own.largest();
        notes.add(
            String.format(
                Locale.ROOT,
                "No cluster is mainly '%s': of its %,d training rows %,d are in cluster %d, whose most frequent class is '%s'.",
                own.name(),
                own.total(),
                own.rows().get(most),
                most,
                classes.stream()
                    .max(Comparator.comparingInt(other -> other.rows().get(most)))
                    .orElseThrow()
                    .name()));
      }
    }
    int[] size = new int[clusters()];
    Arrays.stream(train().posteriors.labels()).forEach(j -> size[j]++);
    List<String> small =
        IntStream.range(0, size.length)
            .filter(j -> size[j] > 0 && size[j] < FEW)
            .mapToObj(j -> String.format(Locale.ROOT, "%d (%d)", j, size[j]))
            .toList();
    if (!small.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Clusters of fewer than %d training rows, which may be chance: %s.",
              FEW,
              String.join(", ", small)));
    }
    return notes;
  }

  /// Whether no class has more rows in a cluster.
  private static boolean first(
      List<ProfileSection.ClassRows> classes, int cluster, ProfileSection.ClassRows own) {
    int rows = own.rows().get(cluster);
    return rows > 0 && classes.stream().allMatch(other -> other.rows().get(cluster) <= rows);
  }

  /// The counts of each cluster in each block, as shares of the block's total, relative to their
  /// sum over the blocks.
  private Optional<double[][]> blockShares(int[] labels) {
    return counts()
        .map(counts -> {
          double[][] sums = new double[clusters()][blocks.count()];
          double[] total = new double[blocks.count()];
          for (int b = 0; b < blocks.count(); b++) {
            for (int k : blocks.columns(b)) {
              for (int i = 0; i < counts.n(); i++) {
                double count = counts.x()[i * counts.r() + k];
                sums[labels[i]][b] += count;
                total[b] += count;
              }
            }
          }
          for (double[] own : sums) {
            Arrays.setAll(own, b -> own[b] / Math.max(1, total[b]));
            double sum = Arrays.stream(own).sum();
            Arrays.setAll(own, b -> sum == 0 ? 0 : own[b] / sum);
          }
          return sums;
        });
  }

  /// Agreement with other methods, each with as many clusters, and with the classes where there are
  /// some, on the training rows.
  ///
  /// @param seed of the other methods
  /// @param progress receives progress messages
  public ProfileSection.Agreement compared(long seed, Consumer<String> progress) {
    RandomKey key = new RandomKey(seed).fold("methods");
    Map<String, int[]> methods = new LinkedHashMap<>();
    methods.put("this run", train().posteriors.labels());
    Profiles rows = profiles();
    progress.accept("  a Gaussian mixture of repeated measures, for comparison");
    RepeatedGaussianMixture.bestOf(FITS, rows, clusters(), ITERATIONS, key.fold("gaussian"))
        .ifPresent(found -> methods.put("Gaussian", labels(found, rows)));
    counts()
        .filter(counts -> IntStream.range(0, counts.n()).allMatch(i -> total(counts, i) > 0))
        .ifPresent(counts -> {
          for (var transformed : DiagonalMixture.Proportions.values()) {
            String name = transformed.name().toLowerCase(Locale.ROOT) + "-Gaussian";
            progress.accept("  " + name);
            Profiles x = transformed.of(counts);
            methods.put(name, labels(DiagonalMixture.fit(x, clusters(), key.fold(name)), x));
          }
          progress.accept("  Poisson");
          var poisson = PoissonMixture.fit(counts, blocks, clusters(), key.fold("poisson"));
          methods.put("Poisson", labels(poisson, counts));
        });
    if (train().rows.labelled()) {
      methods.put(
          "classes", Arrays.stream(train().rows.labels()).mapToInt(Math::toIntExact).toArray());
    }
    List<String> names = List.copyOf(methods.keySet());
    List<List<Double>> rand = new ArrayList<>();
    for (int[] one : methods.values()) {
      rand.add(
          methods.values().stream()
              .map(other -> ClusterAgreement.of(one, other).adjustedRand())
              .toList());
    }
    return new ProfileSection.Agreement(names, rand);
  }

  private static double total(Profiles counts, int i) {
    return Arrays.stream(counts.row(i)).sum();
  }

  private static int[] labels(Mixture mixture, Profiles rows) {
    return mixture.posteriors(rows).labels();
  }

  /// Writes `assignments.csv`, `posteriors.csv` and `cluster.json`.
  public void write(Path folder, ProfileSection.Agreement agreement) {
    RunDirectory.write(folder.resolve("assignments.csv"), assignments());
    RunDirectory.write(folder.resolve("posteriors.csv"), probabilities());
    RunDirectory.write(folder.resolve("cluster.json"), Json.file(json(agreement)));
  }

  /// The agreement that was written; empty if there is none.
  public static Optional<ProfileSection.Agreement> agreement(Path file) {
    var json = Json.read(file).path("agreement");
    List<String> names = new ArrayList<>();
    json.path("methods").forEach(name -> names.add(name.asString()));
    List<List<Double>> rand = new ArrayList<>();
    json.path("adjustedRand")
        .forEach(row -> {
          List<Double> values = new ArrayList<>();
          row.forEach(value -> values.add(value.asDouble()));
          rand.add(values);
        });
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new ProfileSection.Agreement(names, rand));
  }

  /// Sizes, confidence and agreement as JSON.
  public ObjectNode json(ProfileSection.Agreement agreement) {
    ObjectNode json = Json.object().put("data", data.name()).put("components", clusters());
    ArrayNode sizes = json.putArray("clusters");
    for (ProfileSection.Cluster cluster : summaries()) {
      sizes
          .addObject()
          .put("cluster", cluster.name())
          .put("rows", cluster.rows())
          .put("sure", cluster.sure())
          .put("confidence", cluster.confidence());
    }
    if (!classes().isEmpty()) {
      ObjectNode rows = json.putObject("rowsOfClass");
      classes().forEach(own -> rows.set(own.name(), Json.tree(own.rows())));
    }
    json.set("notes", Json.tree(Stream.concat(warnings.stream(), notes().stream()).toList()));
    ObjectNode methods = json.putObject("agreement");
    ArrayNode names = methods.putArray("methods");
    agreement.methods().forEach(names::add);
    ArrayNode rand = methods.putArray("adjustedRand");
    agreement
        .adjustedRand()
        .forEach(row -> {
          ArrayNode values = rand.addArray();
          row.forEach(values::add);
        });
    return json;
  }

  /// Clusters by class, agreement and notes as text.
  ///
  /// @return lines without a trailing line break
  public String text(ProfileSection.Agreement agreement) {
    StringBuilder text = new StringBuilder();
    List<ProfileSection.ClassRows> classes = classes();
    if (!classes.isEmpty()) {
      text.append("    class \\ cluster  ");
      IntStream.range(0, clusters())
          .forEach(j -> text.append(String.format(Locale.ROOT, " %6d", j)));
      for (ProfileSection.ClassRows own : classes) {
        text.append(String.format(Locale.ROOT, "%n    %-17.17s", own.name()));
        own.rows().forEach(rows -> text.append(String.format(Locale.ROOT, " %6d", rows)));
      }
      text.append(System.lineSeparator());
    }
    text.append("    adjusted Rand    ");
    for (int k = 0; k < agreement.methods().size(); k++) {
      text.append(String.format(Locale.ROOT, " %17s", agreement.methods().get(k)));
    }
    for (int i = 0; i < agreement.methods().size(); i++) {
      text.append(String.format(Locale.ROOT, "%n    %-17s", agreement.methods().get(i)));
      for (double value : agreement.adjustedRand().get(i)) {
        text.append(String.format(Locale.ROOT, " %17.3f", value));
      }
    }
    Stream.concat(warnings.stream(), notes().stream())
        .forEach(note -> text.append(String.format(Locale.ROOT, "%n  note: %s", note)));
    return text.toString();
  }

  private String assignments() {
    StringBuilder text = new StringBuilder("part,row,name,cluster,confidence\n");
    for (ClusteredPart part : parts) {
      int[] labels = part.posteriors.labels();
      double[] confidence = part.posteriors.confidence();
      for (int i = 0; i < labels.length; i++) {
        text.append(part.start(i))
            .append(String.format(Locale.ROOT, ",%d,%.4f\n", labels[i], confidence[i]));
      }
    }
    return text.toString();
  }

  private String probabilities() {
    StringBuilder text = new StringBuilder("part,row,name");
    IntStream.range(0, clusters()).forEach(j -> text.append(",p").append(j));
    text.append('\n');
    for (ClusteredPart part : parts) {
      for (int i = 0; i < part.posteriors.n(); i++) {
        text.append(part.start(i));
        for (int j = 0; j < clusters(); j++) {
          text.append(String.format(Locale.ROOT, ",%.6g", part.posteriors.z()[i * clusters() + j]));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }
}
