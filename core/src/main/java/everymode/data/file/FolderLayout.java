package everymode.data.file;

import everymode.error.EverymodeException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Classes and parts by the names of folders.
///
/// - A folder that contains all others is entered, and the next one in it.
/// - Folders with the names of parts, see [PartName], are training and held-out images. `val` is
///   passed over where there is `test` too. Parts within each class folder are parts too.
/// - Of the rest the first folder is the class, whatever lies below it.
final class FolderLayout {

  private static final int DEEPEST = 16; // folders around all images; bounds the time and the notes
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final String where;
  private final List<String> notes = new ArrayList<>();

  private FolderLayout(String where) {
    this.where = where;
  }

  /// Sorts images into classes and parts.
  ///
  /// @param where name of the set in error messages
  /// @param sorted at least one
  static LabelledFiles of(String where, List<ImageFile> sorted) {
    FolderLayout layout = new FolderLayout(where);
    LabelledFiles found =
        layout.of(sorted.stream().map(picture -> new Placed(picture, picture.name())).toList());
    return found.noting(layout.notes);
  }

  /// An image, and its path below the folder that is looked at.
  private record Placed(ImageFile picture, String path) {

    /// The first folder, or the empty string.
    String top() {
      int slash = path.indexOf('/');
      return slash < 0 ? "" : path.substring(0, slash);
    }

    Placed inside() {
      return new Placed(picture, path.substring(path.indexOf('/') + 1));
    }
  }

  /// The folders of parts.
  ///
  /// @param held null when there is none
  /// @param passed of validation, where there is a test part too
  private record PartFolders(String train, @Nullable String held, List<String> passed) {}

  private LabelledFiles of(List<Placed> all) {
    List<Placed> within = unwrapped(all, null, Set.of());
    PartFolders parts = parts(within);
    if (parts == null) {
      List<Placed> turned = turned(within);
      if (turned == null) {
        return byClass(within);
      }
      within = turned;
      parts = parts(within);
    }
    return parts == null ? byClass(within) : byPart(within, parts);
  }

  private LabelledFiles byClass(List<Placed> all) {
    List<String> classes = classes(all);
    if (classes.size() == 1) {
      notes.add(
          String.format(
              Locale.ROOT,
              "All images are in one folder, %s, so they are one class.",
              classes.getFirst()));
    }
    deeper(all);
    return new LabelledFiles(subset(all, classes), LabelledFiles.Subset.NONE, classes, List.of());
  }

  private LabelledFiles byPart(List<Placed> all, PartFolders parts) {
    List<Placed> train = unwrapped(inside(all, parts.train), parts.train, Set.of());
    List<String> classes = classes(train);
    deeper(train);
    String test = parts.held;
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(classes);
    List<Placed> held = test == null ? List.of() : unwrapped(inside(all, test), test, known);
    for (String passed : parts.passed) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The %,d images of %s were passed over, because %s is held out.",
              inside(all, passed).size(),
              passed,
              test));
    }
    return new LabelledFiles(subset(train, classes), subset(held, classes), classes, List.of());
  }

  /// Notes folders within class folders.
  private void deeper(List<Placed> all) {
    all.stream()
        .filter(one -> !one.top().isEmpty() && !one.inside().top().isEmpty())
        .findFirst()
        .ifPresent(one ->
            notes.add(
                String.format(
                    Locale.ROOT,
                    "Folders within class folders are no classes: the images of %s/%s belong to %s.",
                    one.top(),
                    one.inside().top(),
                    one.top())));
  }

  private static List<Placed> inside(List<Placed> all, String folder) {
    return all.stream().filter(one -> one.top().equals(folder)).map(Placed::inside).toList();
  }

  private static Set<String> tops(Collection<Placed> all) {
    return all.stream().map(Placed::top).collect(Collectors.toCollection(TreeSet::new));
  }

  /// Enters folders that contain all images, as long as these are in further folders. Folders whose
  /// name is not that of a class are entered anyway.
  ///
  /// @param part the folder of the part that the images are of, or null
  /// @param classes folders that are not entered
  private List<Placed> unwrapped(List<Placed> all, @Nullable String part, Set<String> classes) {
    List<Placed> within = all;
    List<String> entered = new ArrayList<>();
    while (entered.size() < DEEPEST && tops(within).size() == 1) {
      String top = tops(within).iterator().next();
      boolean deep = within.stream().noneMatch(one -> one.inside().top().isEmpty());
      if (top.isEmpty() || classes.contains(top) || !(deep || noClass(top)) || train(top, part)) {
        break;
      }
      entered.add(top);
      within = within.stream().map(Placed::inside).toList();
    }
    if (!entered.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "All images%s are in the folder %s, so %s.",
              part == null ? "" : " of " + part,
              String.join("/", entered),
              tops(within).contains("") ? "it is not a class" : "classes are looked for in it"));
    }
    return within;
  }

  private static boolean noClass(String folder) {
    PartName name = PartName.of(folder);
    return (name != null && name.plain()) || PartName.neutral(folder);
  }

  /// Whether a folder contains training images alone, and is not within a part already.
  private static boolean train(String folder, @Nullable String part) {
    PartName name = PartName.of(folder);
    return part == null && name != null && name.plain() && name.role() == PartName.Role.TRAIN;
  }

  private @Nullable PartFolders parts(List<Placed> all) {
    Set<String> tops = tops(all);
    Map<String, Map<PartName.Role, List<String>>> byRest = new TreeMap<>();
    for (String top : tops) {
      PartName name = PartName.of(top);
      if (name != null) {
        byRest
            .computeIfAbsent(name.rest(), _ -> new EnumMap<>(PartName.Role.class))
            .computeIfAbsent(name.role(), _ -> new ArrayList<>())
            .add(top);
      }
    }
    Map<PartName.Role, List<String>> plain = byRest.getOrDefault("", Map.of());
    if (plain.containsKey(PartName.Role.TRAIN)) {
      return parts(all, plain);
    }
    // Words beside that of the part must be the same: freight_train is no part next to cars.
    List<Map<PartName.Role, List<String>>> pairs =
        byRest.values().stream()
            .filter(roles -> roles.containsKey(PartName.Role.TRAIN) && roles.size() > 1)
            .toList();
    if (pairs.size() > 1) {
      throw bad(
          String.format(
              Locale.ROOT,
              "must have one folder of training images, but has %s; sort them into train/CLASS and test/CLASS",
              pairs.stream()
                  .map(roles -> roles.getOrDefault(PartName.Role.TRAIN, List.of()).getFirst())
                  .collect(Collectors.joining(" and "))));
    }
    if (pairs.size() == 1) {
      return parts(all, pairs.getFirst());
    }
    List<String> held = plain.values().stream().flatMap(List::stream).toList();
    if (!held.isEmpty() && held.size() == tops.size()) {
      throw bad(
          String.format(
              Locale.ROOT,
              "must have a folder train next to %s, but has none; add it, or give one folder itself",
              String.join(" and ", held)));
    }
    held.forEach(name ->
        notes.add(
            String.format(
                Locale.ROOT,
                "The folder %s is taken for a class, because there is no folder train next to it.",
                name)));
    return null;
  }

  private @Nullable PartFolders parts(List<Placed> all, Map<PartName.Role, List<String>> byRole) {
    List<String> train = byRole.getOrDefault(PartName.Role.TRAIN, List.of());
    List<String> test = byRole.getOrDefault(PartName.Role.TEST, List.of());
    List<String> val = byRole.getOrDefault(PartName.Role.VAL, List.of());
    if (train.size() > 1) {
      throw bad(
          String.format(
              Locale.ROOT,
              "must contain one folder of training images, but contains %s; keep one",
              String.join(" and ", train)));
    }
    List<String> held = test.isEmpty() ? val : test;
    if (held.size() > 1) {
      throw bad(
          String.format(
              Locale.ROOT,
              "must contain one folder of held-out images next to %s, but contains %s; keep one",
              train.getFirst(),
              String.join(" and ", held)));
    }
    String own = train.getFirst();
    Set<String> others = tops(all);
    train.forEach(others::remove);
    test.forEach(others::remove);
    val.forEach(others::remove);
    if (!others.isEmpty() && held.isEmpty() && flat(all, own)) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The folder %s is taken for a class, because there is no folder test next to it.",
              own));
      return null;
    }
    if (!others.isEmpty()) {
      throw bad(
          String.format(
              Locale.ROOT,
              "must have all images in %s and %s, but has some in %s; move them",
              own,
              held.isEmpty() ? "test" : held.getFirst(),
              others.stream()
                  .map(name -> name.isEmpty() ? "neither, such as " + loose(all) : name)
                  .limit(3)
                  .collect(Collectors.joining(", "))));
    }
    return new PartFolders(
        own, held.isEmpty() ? null : held.getFirst(), test.isEmpty() ? List.of() : val);
  }

  private static boolean flat(List<Placed> all, String folder) {
    return inside(all, folder).stream().allMatch(one -> one.top().isEmpty());
  }

  private static String loose(List<Placed> all) {
    return all.stream()
        .filter(one -> one.top().isEmpty())
        .findFirst()
        .map(one -> one.picture.name())
        .orElse("one");
  }

  /// Images in the parts of classes, `dog/train`, moved into classes of parts, `train/dog`; null
  /// when no class folder contains parts.
  private @Nullable List<Placed> turned(List<Placed> all) {
    Map<String, Set<PartName.Role>> roles = new TreeMap<>();
    List<Placed> turned = new ArrayList<>();
    Placed outside = null;
    for (Placed one : all) {
      PartName part = one.top().isEmpty() ? null : PartName.of(one.inside().top());
      if (part == null || !part.plain()) {
        outside = outside == null ? one : outside;
        continue;
      }
      roles.computeIfAbsent(one.top(), _ -> new TreeSet<>()).add(part.role());
      String folder = part.role().name().toLowerCase(Locale.ROOT);
      turned.add(
          new Placed(one.picture, folder + "/" + one.top() + "/" + one.inside().inside().path));
    }
    String split =
        roles.entrySet().stream()
            .filter(c -> c.getValue().size() > 1 && c.getValue().contains(PartName.Role.TRAIN))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(null);
    if (split == null) {
      return null;
    }
    if (outside != null) {
      throw bad(
          String.format(
              Locale.ROOT,
              "must have parts such as train and test in each class folder, as in %s, but %s is in none; move it",
              split,
              outside.picture.name()));
    }
    notes.add(
        String.format(Locale.ROOT, "Each class folder contains its parts, as %s does.", split));
    return turned;
  }

  /// The folders, sorted, or none when the images are not in folders.
  private List<String> classes(List<Placed> all) {
    Set<String> folders = tops(all);
    if (folders.contains("") && folders.size() > 1) {
      throw bad(
          String.format(
              Locale.ROOT,
              "all images or none must be in class folders, but %s is next to folders; move it",
              loose(all)));
    }
    if (folders.contains("")) {
      return List.of();
    }
    boolean numbers = folders.stream().allMatch(name -> NUMBER.matcher(name).matches());
    return numbers
        ? folders.stream().sorted(Comparator.comparing(BigInteger::new)).toList()
        : List.copyOf(folders);
  }

  private LabelledFiles.Subset subset(List<Placed> all, List<String> classes) {
    if (all.isEmpty()) {
      return LabelledFiles.Subset.NONE;
    }
    Map<String, Long> numbers = new TreeMap<>();
    for (String folder : tops(all)) {
      numbers.put(folder, number(all, folder, classes));
    }
    return new LabelledFiles.Subset(
        all.stream().map(Placed::picture).toList(),
        classes.isEmpty()
            ? null
            : all.stream().mapToLong(one -> numbers.getOrDefault(one.top(), 0L)).toArray());
  }

  /// The number of the class of a folder; where there is none of that name, of the only one that
  /// differs from it in letter case alone.
  private long number(List<Placed> all, String folder, List<String> classes) {
    if (classes.isEmpty() && folder.isEmpty()) {
      return 0;
    }
    List<String> same =
        classes.contains(folder)
            ? List.of(folder)
            : classes.stream().filter(folder::equalsIgnoreCase).toList();
    if (same.size() == 1) {
      return classes.indexOf(same.getFirst());
    }
    String picture =
        all.stream()
            .filter(one -> one.top().equals(folder))
            .findFirst()
            .map(one -> one.picture.name())
            .orElse(folder);
    throw classes.isEmpty()
        ? bad(
            String.format(
                Locale.ROOT,
                "held-out images must not be in class folders, because the training images are in none, but %s is; move it",
                picture))
        : bad(
            String.format(
                Locale.ROOT,
                "held-out images must have the classes %s of the training images, but %s has %s; move it",
                classes.stream().limit(10).collect(Collectors.joining(", ")),
                picture,
                folder.isEmpty() ? "none" : "another"));
  }

  private EverymodeException bad(String what) {
    return new EverymodeException(where + ": " + what);
  }
}
