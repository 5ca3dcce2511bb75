package everymode.certify;

import everymode.coverage.CertificatePlan;
import everymode.coverage.SequentialTest;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.io.Sha256;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureSpace;
import everymode.random.RandomKey;
import everymode.report.Chart;
import everymode.report.Chart.Point;
import everymode.report.Png;
import everymode.run.Provenance;
import everymode.run.RunDirectory;
import everymode.run.SampleImages;
import everymode.sample.NamedSampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Creates a certificate: balls around real rows, then samples, look by look.
///
/// Rows, balls, looks and the seed, a hash of generator, data and plan, are fixed before a sample
/// is drawn. A certificate therefore cannot be repeated until it succeeds, and an interrupted one
/// resumes with the same samples.
///
/// @param data the data set of the points
/// @param rows the points
/// @param part `held-out`, `train` or `all`
/// @param extractor the network in whose features distances are measured, or null for the rows
///   themselves
/// @param plan what is claimed
/// @param classes of the points
public record Certification(
    Dataset data,
    Rows rows,
    String part,
    @Nullable FeatureExtractor extractor,
    CertificatePlan plan,
    PointClasses classes) {

  private static final int CHUNK = 8_192; // samples counted at once; a multiple of a block
  public static final int SHOWN = 32; // pairs of images in a picture
  public static final int ACROSS = 4; // pairs per row of a picture

  /// A certificate with its computing time.
  ///
  /// @param subject the certified generator
  /// @param certificate the result
  /// @param generating seconds spent on samples
  /// @param counting seconds spent on balls and counts
  public record TimedCertificate(
      NamedSampler subject, Certificate certificate, double generating, double counting) {}

  /// A certification in which the classes are the labels of the data.
  public Certification(
      Dataset data,
      Rows rows,
      String part,
      @Nullable FeatureExtractor extractor,
      CertificatePlan plan) {
    this(data, rows, part, extractor, plan, PointClasses.of(data, rows, true));
  }

  /// The points in words.
  ///
  /// @return such as `1,797 held-out rows of digits`
  public String points() {
    return String.format(
        Locale.ROOT, "%,d %s rows of %s", plan.points(), Certificate.part(part), data.name());
  }

  private FeatureSpace space() {
    return new FeatureSpace(data.domain(), extractor);
  }

  /// Rows in the space in which distances are measured.
  ///
  /// @return `[n, dim]`
  Tensor space(Rows of) {
    return space().of(data.domain().units(of.all()));
  }

  /// The balls and what they hold, without samples: which classes can be judged at all, and what
  /// would let the others be.
  ///
  /// @param progress receives progress messages
  public PointBalls balls(Consumer<String> progress) {
    return CountingBalls.of(this, progress).balls();
  }

  /// Draws samples and counts them.
  ///
  /// @param subject the generator to certify
  /// @param part file in which an interrupted certification is saved
  /// @param stop checked before each block of samples
  /// @param progress receives progress messages
  /// @return empty when it was stopped
  public Optional<TimedCertificate> of(
      NamedSampler subject, Path part, BooleanSupplier stop, Consumer<String> progress) {
    long began = System.nanoTime();
    CountingBalls balls = CountingBalls.of(this, progress);
    Map<String, String> about = about(subject);
    Certificate certificate =
        new Certificate(
            about, plan, balls.balls(), saved(part, about, balls.balls()), classes.decide());
    SequentialTest test = certificate.test();
    double counting = seconds(began);
    double generating = 0;
    RandomKey key = new RandomKey(seed(about));
    long[] counts = test.counts();
    while (!test.finished()) {
      long to = plan.samples(test.looks());
      for (long from = certificate.samples(); from < to; from += CHUNK) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        int n = (int) Math.min(CHUNK, to - from);
        progress.accept(
            String.format(
                Locale.ROOT,
                "look %d of %d: %,d of %,d samples",
                test.looks() + 1,
                plan.looks(),
                from,
                to));
        try (var _ = new Scope()) {
          long start = System.nanoTime();
          Tensor samples = subject.sampler().sample(n, key.fold(test.looks()).fold(from));
          generating += seconds(start);
          start = System.nanoTime();
          add(counts, balls.counter().count(checked(samples)));
          counting += seconds(start);
        }
      }
      certificate = certificate.withLook(counts);
      test.look(counts);
      CertificateFile.write(certificate, part);
    }
    RunDirectory.remove(part);
    return Optional.of(new TimedCertificate(subject, certificate, generating, counting));
  }

  /// Counts a fixed set of samples.
  ///
  /// @param name name of the samples, shown to users
  /// @param samples `[m, ...]` in data units
  /// @param progress receives progress messages
  /// @return a certificate of one look, which spends the whole error probability
  public TimedCertificate of(String name, Tensor samples, Consumer<String> progress) {
    long began = System.nanoTime();
    long m = samples.size(0);
    Certification once = new Certification(data, rows, part, extractor, plan.once(m), classes);
    CountingBalls balls = CountingBalls.of(once, progress);
    long[] counts = new long[plan.points()];
    for (long from = 0; from < m; from += CHUNK) {
      progress.accept(String.format(Locale.ROOT, "counting %,d of %,d samples", from, m));
      try (var _ = new Scope()) {
        add(
            counts,
            balls.counter().count(checked(Ops.rows(samples, from, Math.min(CHUNK, m - from)))));
      }
    }
    NamedSampler subject =
        new NamedSampler(
            name, hash(samples), (n, _) -> Ops.rows(samples, 0, Math.min(n, samples.size(0))));
    Map<String, String> about = once.about(subject);
    Certificate certificate =
        new Certificate(about, once.plan, balls.balls(), List.of(counts), classes.decide());
    return new TimedCertificate(subject, certificate, 0, seconds(began));
  }

  private Tensor checked(Tensor samples) {
    return space().of(Samples.validated(samples, data.domain()));
  }

  private static void add(long[] counts, long[] added) {
    Arrays.setAll(counts, i -> counts[i] + added[i]);
  }

  private static String hash(Tensor samples) {
    MessageDigest digest = Sha256.begin();
    digest.update(Ops.bytes(samples.contiguous()));
    return Sha256.hex(digest);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private Map<String, String> about(NamedSampler subject) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("everymode", Provenance.version());
    about.put("subject", subject.name());
    about.put("subjectHash", subject.hash());
    about.put("against", data.name());
    about.put("rows", part);
    about.put("rowsHash", rows.hash());
    about.put("space", space().id());
    return about;
  }

  /// The seed of the samples: a hash, so that it cannot be chosen.
  private long seed(Map<String, String> about) {
    Stream<String> hashes = Stream.of("subjectHash", "rowsHash", "space").map(about::get);
    String all = hashes.collect(Collectors.joining("|")) + "|" + plan.fingerprint();
    return Long.parseUnsignedLong(Sha256.of(all), 0, 16, 16);
  }

  /// The looks of an interrupted certification, none if there is none of the same points and plan.
  private List<long[]> saved(Path part, Map<String, String> about, PointBalls balls) {
    if (!Files.exists(part)) {
      return List.of();
    }
    try {
      Certificate certificate = CertificateFile.read(part);
      boolean same =
          certificate.about().equals(about)
              && certificate.plan().equals(plan)
              && Arrays.equals(certificate.balls().held(), balls.held());
      return same ? certificate.looks() : List.of();
    } catch (EverymodeException _) {
      return List.of(); // start again when the file is invalid
    }
  }

  /// Writes `certificate.json`, `coverage.npz` with one row per point, and a picture. For images it
  /// shows those that are not certified, emptiest balls first, each with the nearest of 8,192
  /// samples to its right; otherwise it is a scatter plot of all points.
  ///
  /// @param result the certificate; samples of a file must still be in memory
  /// @param folder output folder
  public void write(TimedCertificate result, Path folder) {
    Certificate certificate = result.certificate;
    CertificateFile.write(certificate, folder.resolve("certificate.json"));
    SequentialTest test = certificate.test();
    try (var _ = new Scope()) {
      int n = plan.points();
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      arrays.put(
          "held", Ops.of(Arrays.stream(certificate.balls().held()).asLongStream().toArray()));
      arrays.put("counts", Ops.of(test.counts()));
      arrays.put(
          "certified_at", Ops.of(Arrays.stream(test.certifiedAt()).asLongStream().toArray()));
      arrays.put("missed", Ops.of(flags(test.missed(), n)));
      arrays.put("lower", Ops.of(test.lower(), n));
      Npz.write(folder.resolve("coverage.npz"), arrays);
      switch (data.domain()) {
        case Domain.Images _, Domain.Grid _ ->
            imagePairs(result, test, folder.resolve("uncovered.png"));
        case Domain.Points _, Domain.Table _ -> scatterPlot(test, folder.resolve("coverage.svg"));
      }
    }
  }

  private static long[] flags(BitSet set, int n) {
    return IntStream.range(0, n).mapToLong(i -> set.get(i) ? 1 : 0).toArray();
  }

  private void imagePairs(TimedCertificate result, SequentialTest test, Path file) {
    long[] emptiest =
        Arrays.stream(result.certificate.emptiest(test)).limit(SHOWN).asLongStream().toArray();
    RunDirectory.remove(file);
    if (emptiest.length > 0) {
      Tensor x = data.domain().units(rows.x(emptiest)); // [shown, ...]
      RandomKey key = new RandomKey(seed(result.certificate.about())).fold(0).fold(0L);
      Tensor samples = result.subject.sampler().sample(CHUNK, key); // the first samples of look 0
      Tensor distances = Ops.distances(space().of(x), space().of(samples), 2); // [shown, samples]
      Tensor nearest = Ops.rows(samples, Ops.argmax(distances.neg()));
      List<Tensor> pairs = new ArrayList<>();
      for (int i = 0; i < emptiest.length; i++) {
        pairs.add(Ops.rows(x, i, 1));
        pairs.add(Ops.rows(nearest, i, 1));
      }
      RunDirectory.write(
          file, Png.encode(SampleImages.of(Ops.cat(pairs), data.domain(), 2 * ACROSS)));
    }
  }

  private void scatterPlot(SequentialTest test, Path file) {
    BitSet certified = test.certified();
    float[] x = Ops.floats(data.domain().space(data.domain().units(rows.all())));
    int dim = x.length / plan.points();
    Map<String, List<Point>> groups = new LinkedHashMap<>();
    List<String> names = List.of("certified", "missed", "not shown");
    names.forEach(name -> groups.put(name, new ArrayList<>())); // also empty: fixes the colours
    BitSet missed = test.missed();
    for (int i = 0; i < plan.points(); i++) {
      String name = certified.get(i) ? "certified" : missed.get(i) ? "missed" : "not shown";
      groups
          .computeIfAbsent(name, _ -> new ArrayList<>())
          .add(new Point(x[i * dim], dim > 1 ? x[i * dim + 1] : 0));
    }
    RunDirectory.write(file, Chart.groups("Points of " + data.name(), groups));
  }
}
