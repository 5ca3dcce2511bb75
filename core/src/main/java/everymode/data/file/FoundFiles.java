package everymode.data.file;

import everymode.error.EverymodeException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of a folder or an archive, sorted by their names into images and others. Those that
/// are passed over are counted for the notes of the data set.
final class FoundFiles {

  private static final Set<String> READ = Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp");

  /// Endings of images in formats that cannot be read.
  private static final Set<String> UNREAD =
      Set.of(
          "webp tif tiff heic heif avif jxl jp2 j2k jpx jpf apng svg svgz ico cur psd xcf tga pcx ppm pgm pbm pnm exr hdr dds dcm nii cr2 cr3 nef arw dng orf rw2"
              .split(" ", -1));

  private static final Set<String> ARCHIVES =
      Set.of(".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar");

  /// Folders and files of operating systems, in lower case.
  private static final Set<String> SYSTEM =
      Set.of(
          "__macosx",
          "__pycache__",
          "@eadir",
          "#recycle",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini");

  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
  private static final int MOST_NAMED = 6;

  private final List<ImageFile> pictures = new ArrayList<>();
  private final Map<String, ImageFile> lists = new TreeMap<>(); // by folder, with its slash
  private final Map<String, Integer> unread = new TreeMap<>(); // by ending
  private final Map<String, Integer> others = new TreeMap<>(); // by ending
  private final Set<String> unreadIn = new TreeSet<>(); // folders
  private final Set<String> readIn = new TreeSet<>();
  private final Set<String> folders = new TreeSet<>();
  private final Set<String> hidden = new TreeSet<>();

  /// A path in one spelling: with slashes, whichever the archive has, with composed accents, and
  /// without spaces around a name or steps to a parent folder.
  static String name(String raw) {
    return SEPARATOR
        .splitAsStream(raw)
        .map(part -> Normalizer.normalize(part, Normalizer.Form.NFC).strip())
        .filter(part -> !part.isEmpty() && !part.equals(".") && !part.equals(".."))
        .collect(Collectors.joining("/"));
  }

  /// Whether a folder or file is hidden or belongs to the operating system.
  static boolean hidden(String own) {
    return own.startsWith(".") || SYSTEM.contains(own.toLowerCase(Locale.ROOT));
  }

  /// Whether the name of a file is that of an image, though it may not be readable.
  static boolean image(String own) {
    String ending = ending(own);
    return !hidden(own) && (READ.contains(ending) || UNREAD.contains(ending));
  }

  private static String ending(String own) {
    return own.substring(own.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /// Adds a file.
  ///
  /// @param raw its path in the folder or archive
  /// @param where its name in error messages
  /// @return whether it is an image that is going to be read
  boolean add(String raw, String where, ImageFile.Opener opening) {
    String name = name(raw);
    int slash = name.lastIndexOf('/');
    String own = name.substring(slash + 1);
    String folder = name.substring(0, slash + 1);
    String under =
        SEPARATOR.splitAsStream(folder).filter(FoundFiles::hidden).findFirst().orElse("");
    if (!under.isEmpty()) {
      hide(under);
    }
    if (!under.isEmpty() || hidden(own) || own.isEmpty()) {
      return false;
    }
    folders.add(folder);
    String ending = own.contains(".") ? ending(own) : "";
    if (READ.contains(ending)) {
      pictures.add(new ImageFile(name, where, opening));
      readIn.add(folder);
      return true;
    }
    if (own.equals(ImageLabelList.NAME)) {
      lists.put(folder, new ImageFile(name, where, opening));
    } else if (UNREAD.contains(ending)) {
      unread.merge("." + ending, 1, Integer::sum);
      unreadIn.add(folder);
    } else {
      others.merge(ending.isEmpty() ? "without ending" : "." + ending, 1, Integer::sum);
    }
    return false;
  }

  /// Adds a folder, which may be empty.
  void folder(String raw) {
    String folder = name(raw);
    if (!folder.isEmpty() && SEPARATOR.splitAsStream(folder).noneMatch(FoundFiles::hidden)) {
      folders.add(folder + "/");
    }
  }

  /// Passes over a hidden folder.
  void hide(String folder) {
    hidden.add(folder);
  }

  /// Images with their classes and parts, from a list of labels if there is one, else by folder.
  ///
  /// @param where name of the set in error messages
  LabelledFiles labelled(String where) {
    if (pictures.isEmpty()) {
      throw none(where);
    }
    pictures.sort(Comparator.comparing(ImageFile::name).thenComparing(ImageFile::where));
    String top = list();
    ImageFile list = top == null ? null : lists.remove(top);
    lists.forEach((_, _) -> others.merge(".json", 1, Integer::sum));
    if (top == null || list == null) {
      return FolderLayout.of(where, pictures).noting(notes());
    }
    List<ImageFile> below =
        pictures.stream()
            .map(p -> new ImageFile(p.name().substring(top.length()), p.where(), p.opening()))
            .toList();
    return ImageLabelList.gathered(list.where(), below, list.opening()).noting(notes());
  }

  /// The outermost folder with a list of labels that contains all images.
  private @Nullable String list() {
    return lists.keySet().stream()
        .filter(top -> pictures.stream().allMatch(picture -> picture.name().startsWith(top)))
        .findFirst()
        .orElse(null);
  }

  private EverymodeException none(String where) {
    String rule = where + ": must contain PNG, JPEG, GIF or BMP images, but has ";
    if (!unread.isEmpty()) {
      return new EverymodeException(rule + "only " + counts(unread) + "; convert them to PNG");
    }
    String found =
        others.isEmpty() ? "none" : String.format(Locale.ROOT, "none, only %s", counts(others));
    String remedy =
        others.keySet().stream().anyMatch(ARCHIVES::contains)
            ? "unpack the archives in it"
            : "check the path";
    return new EverymodeException(rule + found + "; " + remedy);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!unread.isEmpty()) {
      Set<String> alone = new TreeSet<>(unreadIn);
      alone.removeAll(readIn);
      notes.add(
          String.format(
              Locale.ROOT,
              "Images were passed over because only PNG, JPEG, GIF and BMP can be read: %s; convert them to PNG.%s",
              counts(unread),
              alone.isEmpty()
                  ? ""
                  : " No image was read from "
                      + some(alone.stream().map(FoundFiles::plain).toList())
                      + "."));
    }
    if (!others.isEmpty()) {
      notes.add("Files that are not images were passed over: " + counts(others) + ".");
    }
    List<String> bare = bare();
    if (!bare.isEmpty()) {
      notes.add("Folders without images were passed over: " + some(bare) + ".");
    }
    if (!hidden.isEmpty()) {
      notes.add("Hidden folders were passed over: " + some(List.copyOf(hidden)) + ".");
    }
    return notes;
  }

  /// The outermost folders without any image, readable or not.
  private List<String> bare() {
    Set<String> full = new TreeSet<>();
    Stream.of(readIn, unreadIn).flatMap(Set::stream).forEach(folder -> addParents(full, folder));
    Set<String> bare = new TreeSet<>();
    for (String folder : folders) {
      Set<String> parents = new TreeSet<>();
      addParents(parents, folder);
      parents.removeAll(full);
      parents.stream().min(Comparator.comparingInt(String::length)).ifPresent(bare::add);
    }
    return bare.stream().map(FoundFiles::plain).toList();
  }

  /// Adds a folder and those around it.
  private static void addParents(Set<String> folders, String folder) {
    for (int i = folder.indexOf('/'); i >= 0; i = folder.indexOf('/', i + 1)) {
      folders.add(folder.substring(0, i + 1));
    }
  }

  private static String plain(String folder) {
    return folder.isEmpty() ? "the top" : folder.substring(0, folder.length() - 1);
  }

  /// Counts by ending, the largest first.
  private static String counts(Map<String, Integer> byEnding) {
    return some(
        byEnding.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
            .toList());
  }

  private static String some(List<String> names) {
    String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return names.size() <= MOST_NAMED
        ? first
        : String.format(Locale.ROOT, "%s and %,d more", first, names.size() - MOST_NAMED);
  }
}
