package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.file.ImageFormat;
import everymode.data.file.NumericDatasets;
import everymode.data.file.PathSpec;
import everymode.data.synthetic.Digits;
import everymode.data.synthetic.MixtureDatasets;
import everymode.data.synthetic.SyntheticDatasets;
import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.error.UsageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds data sets by name or path, and puts them together.
///
/// `[COUNT*]SET[CLASSES]`, joined by ` + `, is a set made of others without a copy: `digits[0-4]`
/// has some classes, `digits[!9]` all but some, `digits[9*0.01]` a share of one, `500*digits` some
/// training rows, and `digits[!1] + 20*digits[1]` a rare class. The rows are the same for every
/// seed of a run. Held-out rows have the same classes in the same proportions, but keep at least 10
/// of each class where there are as many. A path that exists is never taken apart.
///
/// A name may carry options: `grid:std=0.05,points=100000`. Mixtures take `std` (standard deviation
/// of each coordinate), `points` (all training rows together), `weights` (one positive number a
/// mode with slashes between, such as `1/2/1`; they need not sum to 1) and `seed`; `ring` takes
/// `modes` and `radius` too, `helix` takes `scale`. Their training rows hold each mode in
/// proportion to its weight, to the row; what does not divide goes to the largest remainders, the
/// first modes first. The other sets of points take `points` and `seed`. All points are drawn from
/// a chance of their own, so that they are the same for every seed of a run. `stacked` takes `of`
/// (the digits), `protocol` (`pacgan`, `veegan` or `ddgan`), `train` and `test` (images), `pad`
/// (pixels a side) and `seed`.
///
/// Listing names loads no native code.
public final class Datasets {

  /// What there is to know about a set before it is opened.
  ///
  /// @param name as on the command line
  /// @param about one line for people
  /// @param licence the terms under which the rows may be used; `synthetic` where none are needed
  /// @param bytes length of its files, or 0 for a set that comes with the library
  /// @param place where its files lie; null when they are not on disk, and for a set that comes
  ///   with the library
  public record Entry(String name, String about, String licence, long bytes, @Nullable Path place) {

    private Entry(String name, String about, String licence) {
      this(name, about, licence, 0, null);
    }

    private static Entry of(KnownDataset set) {
      Path place = set.find(KnownDataset.roots()).orElse(null);
      return new Entry(set.name(), set.about(), set.licence(), set.bytes(), place);
    }
  }

  private static final String FREE = "synthetic";
  private static final List<Entry> ALL =
      List.of(
          new Entry("ring", "8 modes of 150 points on a circle of radius 2, std 0.02", FREE),
          new Entry("grid", "25 modes of 50 points on a 5×5 lattice of spacing 2, std 0.1", FREE),
          new Entry(
              "nine", "50,000 points in 9 modes on a 3×3 lattice of spacing 2, std 0.1", FREE),
          new Entry(
              "circle", "100 modes of 50 points on a circle and 150 points at its centre", FREE),
          new Entry("helix", "20 modes of 50 points on a widening spiral, std 1", FREE),
          new Entry("gmm10", "64,000 points in 10 scattered modes, std 0.22", FREE),
          new Entry("swiss-roll", "256 points along a noisy spiral, without modes", FREE),
          new Entry("sine", "100,000 points on a sine curve and 250 far above its middle", FREE),
          new Entry("outlier", "100,000 points in a square and 250 far outside of it", FREE),
          new Entry(
              "digits",
              "5,620 handwritten digits, 8×8; E. Alpaydin and C. Kaynak, UCI, 1998",
              "CC BY 4.0"),
          new Entry(
              "stacked",
              "three digits of another set as the colours of an image, 1,000 modes",
              "as its digits"));

  private Datasets() {}

  /// The sets that come with the library, then known public sets, on disk or not.
  ///
  /// @return an entry a set, in the order in which they are shown
  public static List<Entry> catalogue() {
    return Stream.concat(ALL.stream(), KnownDatasets.all().stream().map(Entry::of)).toList();
  }

  /// The names of the sets that come with the library.
  ///
  /// @return such as `ring` and `digits`
  public static List<String> names() {
    return ALL.stream().map(Entry::name).toList();
  }

  /// Opens a set.
  ///
  /// A path leads to a folder with the file names of MNIST (`train-images-idx3-ubyte`, …),
  /// CIFAR-10, CIFAR-100 or STL-10, to one such file, gzipped or not, or to a folder or zip archive
  /// of pictures; without test images about a tenth is held out. Known public sets, such as
  /// `mnist`, are looked for under the folder that the environment variable `EVERYMODE_DATA` names,
  /// then under `data` of the working folder.
  ///
  /// @param spec a name, a name with options, or a path
  /// @return the set, its rows on the processor
  /// @throws EverymodeException when there is no such set, an option is wrong or a file is not
  ///   sound
  public static Dataset open(String spec) {
    Expression expression = Expression.parse(spec);
    return expression.single() ? one(spec) : ExpressionDatasets.open(expression);
  }

  /// A table whose classes stand in a column.
  ///
  /// @param spec a path, perhaps with options
  /// @param column its name
  /// @return the path with the option that says so
  public static String labelled(String spec, String column) {
    return spec + (PathSpec.of(spec).options().isEmpty() ? ":" : ",") + "label=" + column;
  }

  /// Opens a set that is not put together from others.
  static Dataset one(String spec) {
    DatasetSpec parsed = DatasetSpec.parse(names().contains(name(spec)) ? spec : name(spec));
    return switch (parsed.name()) {
      case "ring" -> MixtureDatasets.ring(parsed);
      case "grid" -> MixtureDatasets.grid(parsed);
      case "nine" -> MixtureDatasets.nine(parsed);
      case "circle" -> MixtureDatasets.circle(parsed);
      case "helix" -> MixtureDatasets.helix(parsed);
      case "gmm10" -> MixtureDatasets.gmm10(parsed);
      case "swiss-roll" -> SyntheticDatasets.swissRoll(parsed);
      case "sine" -> SyntheticDatasets.sine(parsed);
      case "outlier" -> SyntheticDatasets.outlier(parsed);
      case "digits" -> Digits.open(parsed);
      case "stacked" -> StackedDigits.open(parsed);
      default -> file(spec);
    };
  }

  private static String name(String spec) {
    return spec.split(":", 2)[0].strip();
  }

  private static Dataset file(String spec) {
    if (spec.isBlank()) {
      throw new UsageException("the name of the data set is empty; see 'everymode list data'");
    }
    PathSpec place = PathSpec.of(spec);
    Path path = place.file();
    if (path != null) {
      PathSpec.readable(path);
    }
    Optional<Dataset> numbers = NumericDatasets.open(spec);
    if (numbers.isPresent()) {
      return numbers.get();
    }
    if (path != null) {
      return ImageFormat.of(path).open(path, place.spec());
    }
    Optional<KnownDataset> known = KnownDatasets.named(name(spec));
    if (known.isPresent()) {
      return known(known.get(), DatasetSpec.parse(spec), KnownDataset.roots());
    }
    if (spec.contains("/") || spec.contains("\\") || spec.contains(".")) {
      throw new EverymodeException(
          spec
              + ": there is no such file or folder; check the path, or use one of "
              + String.join(", ", all()));
    }
    throw Names.unknown("data set", name(spec), all());
  }

  /// Opens a known public set, which must be on disk.
  static Dataset known(KnownDataset set, DatasetSpec spec, List<Path> roots) {
    Path folder =
        set.find(roots)
            .orElseThrow(() ->
                new EverymodeException(
                    "data set '%s' is not on disk; %s".formatted(spec.name(), set.remedy(roots))));
    return ImageFormat.of(folder).open(folder, spec);
  }

  private static List<String> all() {
    return Stream.concat(names().stream(), KnownDatasets.all().stream().map(KnownDataset::name))
        .toList();
  }

  /// A data set's name for people and file names: without folders, options and signs that mean
  /// something to a shell.
  ///
  /// @param spec as for [#open]
  /// @return such as `mnist` or `fashion-100-mnist-1`, at most 40 signs
  public static String shortName(String spec) {
    String tame =
        Expression.parse(spec)
            .with(Datasets::last)
            .replace("!", "not-")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^[-.]+|-+$", "");
    return tame.isEmpty() ? "data" : tame.substring(0, Math.min(40, tame.length()));
  }

  /// A data set's name for people: without folders.
  ///
  /// @param spec as for [#open]
  /// @return such as `mnist` or `fashion + 100*mnist[1]`
  public static String title(String spec) {
    return Expression.parse(spec).with(set -> last(set) + set.substring(named(set).length()));
  }

  /// The last name of a path, or the name of a set, without options.
  private static String last(String set) {
    String name = named(set);
    return path(name).map(Path::getFileName).map(Path::toString).orElse(name);
  }

  /// A set without its options.
  private static String named(String set) {
    PathSpec place = PathSpec.of(set);
    return place.file() == null ? name(set) : place.path();
  }

  /// The same data set from any working folder: paths are made absolute.
  ///
  /// @param spec as for [#open]
  /// @return a spec without relative paths
  public static String lasting(String spec) {
    return Expression.parse(spec).with(Datasets::absolute);
  }

  private static String absolute(String set) {
    PathSpec place = PathSpec.of(set);
    int colon =
        place.file() == null
            ? set.indexOf(':')
            : place.options().isEmpty() ? -1 : place.path().length();
    String name = colon < 0 ? set : set.substring(0, colon);
    String options = colon < 0 ? "" : set.substring(colon);
    if (names().contains(name.strip())) {
      return name.strip().equals("stacked") ? StackedDigits.lasting(set) : set;
    }
    Optional<KnownDataset> known =
        place.file() == null ? KnownDatasets.named(name.strip()) : Optional.empty();
    if (known.isPresent()) {
      // The folder of data sets stays where it is; that of the working folder does not.
      Optional<Path> folder =
          known.get().find(KnownDataset.roots()).filter(own -> own.startsWith("data"));
      return folder.map(own -> own.toAbsolutePath() + options).orElse(set);
    }
    return path(name).map(p -> p.toAbsolutePath().normalize().toString()).orElse(name) + options;
  }

  /// Whether a text leads to a file or folder.
  static boolean exists(String spec) {
    return !spec.isBlank() && path(spec).filter(Files::exists).isPresent();
  }

  private static Optional<Path> path(String spec) {
    try {
      return Optional.of(Path.of(spec));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
