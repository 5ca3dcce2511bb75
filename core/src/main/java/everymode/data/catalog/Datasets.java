package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.data.DatasetFormat;
import everymode.data.DatasetSpec;
import everymode.data.file.ImageFormat;
import everymode.data.file.LevelDatasets;
import everymode.data.file.NumericDatasets;
import everymode.data.file.PathSpec;
import everymode.data.synthetic.Digits;
import everymode.data.synthetic.MixtureDatasets;
import everymode.data.synthetic.SyntheticDatasets;
import everymode.data.synthetic.ZeldaDataset;
import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.error.UsageException;
import everymode.platform.Services;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Opens data sets by name, path or expression.
///
/// An expression `[COUNT*]SET[CLASSES]`, joined by ` + `, composes a set of others without a copy:
/// `digits[0-4]` keeps some classes, `digits[!9]` all but some, `digits[9*0.01]` a fraction of one,
/// `500*digits` some training rows, and `digits[!1] + 20*digits[1]` makes a rare class. The
/// selected rows do not depend on the seed of a run. Held-out rows have the same classes in the
/// same proportions, but at least 10 of each class if there are as many. An existing path is never
/// parsed as an expression.
///
/// A name may carry options: `grid:std=0.05,points=100000`. Mixtures take `std` (standard deviation
/// of each coordinate), `points` (total number of training rows), `weights` (one positive number
/// per mode separated by slashes, such as `1/2/1`; they need not sum to 1) and `seed`; `ring` also
/// takes `modes` and `radius`, `helix` takes `scale`. The number of training rows of each mode is
/// exactly proportional to its weight, rounded by largest remainders, lowest mode first. The other
/// point sets take `points` and `seed`. All points are drawn from a separate random key, so that
/// they do not depend on the seed of a run. `stacked` takes `of` (the digits), `protocol`
/// (`pacgan`, `veegan` or `ddgan`), `train` and `test` (numbers of images), `pad` (side in pixels)
/// and `seed`.
///
/// Listing names loads no native code.
public final class Datasets {

  /// What is known about a set before it is opened.
  ///
  /// @param name as in a data set specification
  /// @param about one-line description
  /// @param licence the licence of the rows; `synthetic` for synthetic sets
  /// @param bytes total length of its files, or 0 for a built-in set
  /// @param place location of its files; null when they are not on disk, and for a built-in set
  public record Entry(String name, String about, String licence, long bytes, @Nullable Path place) {

    private static Entry of(KnownDataset set) {
      Path place = set.find(KnownDataset.roots()).orElse(null);
      return new Entry(set.name(), set.about(), set.licence(), set.bytes(), place);
    }
  }

  /// A built-in set and how to open it.
  private record BuiltIn(
      String name, String about, String licence, Function<DatasetSpec, Dataset> opening) {

    private static BuiltIn points(
        String name, String about, Function<DatasetSpec, Dataset> opening) {
      return new BuiltIn(name, about, "synthetic", opening);
    }

    private Entry entry() {
      return new Entry(name, about, licence, 0, null);
    }
  }

  private static final List<BuiltIn> BUILT_IN =
      List.of(
          BuiltIn.points(
              "ring",
              "8 modes of 150 points on a circle of radius 2, std 0.02",
              MixtureDatasets::ring),
          BuiltIn.points(
              "grid",
              "25 modes of 50 points on a 5×5 lattice of spacing 2, std 0.1",
              MixtureDatasets::grid),
          BuiltIn.points(
              "nine",
              "50,000 points in 9 modes on a 3×3 lattice of spacing 2, std 0.1",
              MixtureDatasets::nine),
          BuiltIn.points(
              "circle",
              "100 modes of 50 points on a circle and 150 points at its centre",
              MixtureDatasets::circle),
          BuiltIn.points(
              "helix", "20 modes of 50 points on a widening spiral, std 1", MixtureDatasets::helix),
          BuiltIn.points(
              "gmm10", "64,000 points in 10 scattered modes, std 0.22", MixtureDatasets::gmm10),
          BuiltIn.points(
              "swiss-roll",
              "256 points along a noisy spiral, without modes",
              SyntheticDatasets::swissRoll),
          BuiltIn.points(
              "sine",
              "100,000 points on a sine curve and 250 far above its middle",
              SyntheticDatasets::sine),
          BuiltIn.points(
              "outlier",
              "100,000 points in a square and 250 far outside it",
              SyntheticDatasets::outlier),
          new BuiltIn(
              "digits",
              "5,620 handwritten digits, 8×8; E. Alpaydin and C. Kaynak, UCI, 1998",
              "CC BY 4.0",
              Digits::open),
          new BuiltIn(
              "zelda",
              "200 levels of 9×13 tiles in the style of the game Zelda of GVGAI, with their rule",
              "synthetic",
              ZeldaDataset::open),
          new BuiltIn(
              "stacked",
              "three digits of another set as the colours of an image, 1,000 modes",
              "as its digits",
              StackedDigits::open));

  private static final List<String> FILES = List.of("rule", "genes"); // options with a path

  private Datasets() {}

  /// The built-in sets, then the known public sets, on disk or not.
  public static List<Entry> catalogue() {
    return Stream.concat(
            BUILT_IN.stream().map(BuiltIn::entry), KnownDatasets.all().stream().map(Entry::of))
        .toList();
  }

  /// The names of the built-in sets.
  ///
  /// @return such as `ring` and `digits`
  public static List<String> names() {
    return BUILT_IN.stream().map(BuiltIn::name).toList();
  }

  /// Opens a set.
  ///
  /// A path may be a folder with the file names of MNIST (`train-images-idx3-ubyte`, …), CIFAR-10,
  /// CIFAR-100 or STL-10, one such file, gzipped or not, a folder or zip archive of images, a table
  /// or a NumPy file; without test rows about a tenth of each class is held out. Known public sets,
  /// such as `mnist`, are searched in the folder given by the environment variable
  /// `EVERYMODE_DATA`, then in `data` in the working directory.
  ///
  /// @param spec a name, a name with options, or a path
  /// @return the set, its rows on the processor
  /// @throws EverymodeException when there is no such set, an option is wrong or a file is invalid
  public static Dataset open(String spec) {
    Expression expression = Expression.parse(spec);
    return expression.single() ? one(spec) : ExpressionDatasets.open(expression);
  }

  /// Adds the option `label=column` to the path of a table, or to each in an expression.
  ///
  /// @param spec a path, optionally with options
  /// @param column name of the column with the classes
  public static String labelled(String spec, String column) {
    return with(spec, "label", column);
  }

  /// Adds the option `rule=FILE` to the path of a folder of levels, or to each in an expression.
  ///
  /// @param spec a path, optionally with options
  /// @param rule a file of rules, or the name of one
  public static String ruled(String spec, String rule) {
    return with(spec, "rule", rule);
  }

  private static String with(String spec, String key, String value) {
    String option = key + "=" + DatasetSpec.quoted(value);
    return Expression.parse(spec)
        .with(set -> set + (PathSpec.of(set).options().isEmpty() ? ":" : ",") + option);
  }

  /// Opens a single set, not an expression.
  static Dataset one(String spec) {
    String name = spec.split(":", 2)[0].strip();
    return BUILT_IN.stream()
        .filter(set -> set.name.equals(name))
        .findFirst()
        .map(set -> set.opening.apply(DatasetSpec.parse(spec)))
        .orElseGet(() -> file(PathSpec.of(spec)));
  }

  private static Dataset file(PathSpec place) {
    String spec = place.text();
    if (spec.isBlank()) {
      throw new UsageException("the name of the data set is empty; choose one from 'list data'");
    }
    Path path = place.file();
    if (path != null) {
      PathSpec.readable(path);
      return format(path)
          .map(format -> format.open(path, spec))
          .or(() -> NumericDatasets.open(path, place.spec()))
          .or(() ->
              LevelDatasets.is(path)
                  ? Optional.of(LevelDatasets.open(path, place.spec()))
                  : Optional.empty())
          .orElseGet(() -> ImageFormat.of(path).open(path, place.spec()));
    }
    String name = place.path().strip();
    return KnownDatasets.named(name)
        .map(known -> known(known, place.spec(), KnownDataset.roots()))
        .orElseThrow(() ->
            spec.contains("/") || spec.contains("\\") || spec.contains(".")
                ? new EverymodeException(
                    String.format(
                        Locale.ROOT,
                        "%s: there is no such file or folder; check the path, or use one of %s",
                        spec,
                        String.join(", ", all())))
                : Names.unknown("data set", name, all()));
  }

  /// The format added from outside that recognises an existing file or folder.
  static Optional<DatasetFormat> format(Path path) {
    return Services.of(DatasetFormat.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(format -> format.recognises(path))
        .findFirst();
  }

  /// Opens a known public set; it must be on disk.
  static Dataset known(KnownDataset set, DatasetSpec spec, List<Path> roots) {
    Path folder =
        set.find(roots)
            .orElseThrow(() ->
                new EverymodeException(
                    String.format(
                        Locale.ROOT,
                        "data set '%s' is not on disk; %s",
                        spec.name(),
                        set.remedy(roots))));
    return ImageFormat.of(folder).open(folder, spec);
  }

  private static List<String> all() {
    return Stream.concat(names().stream(), KnownDatasets.all().stream().map(KnownDataset::name))
        .toList();
  }

  /// A short name for display and file names: without folders, options and characters special to a
  /// shell.
  ///
  /// @param spec as for [#open]
  /// @return such as `mnist` or `fashion-100-mnist-1`, at most 40 characters
  public static String shortName(String spec) {
    String safe =
        Expression.parse(spec)
            .with(Datasets::last)
            .replace("!", "not-")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^[-.]+|-+$", "");
    return safe.isEmpty() ? "data" : safe.substring(0, Math.min(40, safe.length()));
  }

  /// A name for display: without folders.
  ///
  /// @param spec as for [#open]
  /// @return such as `mnist` or `fashion + 100*mnist[1]`
  public static String title(String spec) {
    return Expression.parse(spec).with(set -> last(set) + set.substring(named(set).length()));
  }

  /// The last name of a path, or the name of a set, without options.
  private static String last(String set) {
    String name = named(set);
    return PathSpec.path(name).map(Path::getFileName).map(Path::toString).orElse(name);
  }

  /// A set without its options.
  private static String named(String set) {
    PathSpec place = PathSpec.of(set);
    return place.file() == null ? place.path().strip() : place.path();
  }

  /// The same data set independent of the working directory: paths are made absolute.
  ///
  /// @param spec as for [#open]
  public static String absolute(String spec) {
    return Expression.parse(spec).with(Datasets::absolutePart);
  }

  private static String absolutePart(String set) {
    PathSpec place = PathSpec.of(set);
    String name = place.path().strip();
    if (names().contains(name)) {
      return name.equals("stacked") ? StackedDigits.absolute(set) : set;
    }
    Optional<KnownDataset> known =
        place.file() == null ? KnownDatasets.named(name) : Optional.empty();
    if (known.isPresent()) {
      // EVERYMODE_DATA does not depend on the working directory; `data` does.
      Optional<Path> folder =
          known.get().find(KnownDataset.roots()).filter(own -> own.startsWith("data"));
      return folder.map(own -> own.toAbsolutePath() + place.options()).orElse(set);
    }
    return PathSpec.path(place.path())
            .map(path -> path.toAbsolutePath().normalize().toString())
            .orElse(place.path())
        + absoluteOptions(place);
  }

  /// The options of a path, in which files are absolute, too.
  private static String absoluteOptions(PathSpec place) {
    Map<String, String> options = place.spec().options();
    if (FILES.stream().map(options::get).noneMatch(file -> file != null && PathSpec.exists(file))) {
      return place.options();
    }
    return options.entrySet().stream()
        .map(option -> {
          boolean file = FILES.contains(option.getKey()) && PathSpec.exists(option.getValue());
          String value = option.getValue();
          return option.getKey()
              + "="
              + DatasetSpec.quoted(
                  file ? Path.of(value).toAbsolutePath().normalize().toString() : value);
        })
        .collect(Collectors.joining(",", ":", ""));
  }
}
