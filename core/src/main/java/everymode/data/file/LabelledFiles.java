package everymode.data.file;

import everymode.error.EverymodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Images assigned to classes and parts by the names of their folders.
///
/// The first folder of a path is the class; classes are numbered in the order of their sorted
/// names. A folder `train` next to `test`, `val` or `valid` splits the set. Images without folders
/// have no classes.
///
/// @param train training images
/// @param held held-out images; empty when the set is not split
/// @param classes names of the classes; empty without classes
record LabelledFiles(Subset train, Subset held, List<String> classes) {

  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
  private static final List<String> HELD = List.of("test", "val", "valid");

  LabelledFiles {
    classes = List.copyOf(classes);
  }

  /// Images with their classes.
  ///
  /// @param pictures in order
  /// @param label one class per image, or null when there are none
  @SuppressWarnings("ArrayRecordComponent") // passed on to rows, never modified
  record Subset(List<ImageFile> pictures, long @Nullable [] label) {
    private static final Subset NONE = new Subset(List.of(), null);

    Subset {
      pictures = List.copyOf(pictures);
    }
  }

  /// Whether a name is that of an image; hidden files and archive metadata are excluded.
  static boolean picture(String name) {
    String own = name.substring(name.lastIndexOf('/') + 1);
    String ending = own.substring(own.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !own.startsWith(".")
        && !name.startsWith("__MACOSX/")
        && own.contains(".")
        && ENDINGS.contains(ending);
  }

  /// Images by their names, in order.
  static Map<String, ImageFile> sorted(Collection<ImageFile> pictures) {
    Map<String, ImageFile> sorted = new TreeMap<>();
    pictures.forEach(picture -> sorted.put(picture.name(), picture));
    return sorted;
  }

  /// Images with the labels of a list; the numbers that occur in it are the classes.
  static LabelledFiles labelled(Collection<ImageFile> pictures, long @Nullable [] label) {
    if (label == null) {
      return new LabelledFiles(new Subset(List.copyOf(pictures), null), Subset.NONE, List.of());
    }
    long[] numbers = Arrays.stream(label).distinct().sorted().toArray();
    long[] from0 = Arrays.stream(label).map(c -> Arrays.binarySearch(numbers, c)).toArray();
    return new LabelledFiles(
        new Subset(List.copyOf(pictures), from0),
        Subset.NONE,
        Arrays.stream(numbers).mapToObj(Long::toString).toList());
  }

  /// Images with their folders as classes.
  ///
  /// @param where name of the set in error messages
  /// @param pictures at least one
  static LabelledFiles byFolder(String where, Collection<ImageFile> pictures) {
    Map<String, ImageFile> sorted = sorted(pictures);
    Set<String> tops = new TreeSet<>();
    sorted.keySet().forEach(name -> tops.add(first(name)));
    List<String> held = HELD.stream().filter(tops::contains).toList();
    if (!tops.contains("train")) {
      List<String> classes = classes(where, sorted, "");
      return new LabelledFiles(part(where, sorted, "", classes), Subset.NONE, classes);
    }
    if (held.size() > 1) {
      throw new EverymodeException(
          "%s: must contain one folder of held-out images next to train, but contains %s; keep one"
              .formatted(where, String.join(" and ", held)));
    }
    String test = held.isEmpty() ? "" : held.getFirst();
    Set<String> others = new TreeSet<>(tops);
    others.removeAll(Set.of("train", test));
    if (!others.isEmpty()) {
      List<String> some = others.stream().map(s -> s.isEmpty() ? "itself" : s).limit(3).toList();
      throw new EverymodeException(
          "%s: must have all images in train and test, but has some in %s; move them"
              .formatted(where, String.join(", ", some)));
    }
    List<String> classes = classes(where, sorted, "train/");
    return new LabelledFiles(
        part(where, sorted, "train/", classes),
        test.isEmpty() ? Subset.NONE : part(where, sorted, test + "/", classes),
        classes);
  }

  /// The folders below a prefix, or none when the images are not in folders.
  private static List<String> classes(String where, Map<String, ImageFile> sorted, String prefix) {
    Set<String> folders = new TreeSet<>();
    sorted.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> folders.add(first(name.substring(prefix.length()))));
    if (folders.contains("") && folders.size() > 1) {
      String loose =
          sorted.keySet().stream()
              .filter(name -> name.startsWith(prefix))
              .filter(name -> first(name.substring(prefix.length())).isEmpty())
              .findFirst()
              .orElse("one");
      throw new EverymodeException(
          "%s: all images or none must be in class folders, but %s is next to folders; move it"
              .formatted(where, loose));
    }
    return folders.contains("") ? List.of() : List.copyOf(folders);
  }

  private static Subset part(
      String where, Map<String, ImageFile> sorted, String prefix, List<String> classes) {
    List<ImageFile> pictures = new ArrayList<>();
    List<Long> labels = new ArrayList<>();
    for (Map.Entry<String, ImageFile> entry : sorted.entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        continue;
      }
      pictures.add(entry.getValue());
      String folder = first(entry.getKey().substring(prefix.length()));
      long number = classes.indexOf(folder);
      if (number < 0 && !(classes.isEmpty() && folder.isEmpty())) {
        throw new EverymodeException(
            "%s: held-out images must have the classes %s of the training images, but %s has another; move it"
                .formatted(
                    where,
                    classes.stream().limit(10).collect(Collectors.joining(", ")),
                    entry.getKey()));
      }
      labels.add(number);
    }
    return new Subset(
        pictures, classes.isEmpty() ? null : labels.stream().mapToLong(Long::longValue).toArray());
  }

  /// The first folder of a path, or the empty string.
  private static String first(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }
}
