package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoundFilesTest {

  @TempDir private Path folder;

  @Test
  void names_have_one_spelling() {
    assertThat(FoundFiles.name("Train\\dog\\1.png")).isEqualTo("Train/dog/1.png");
    assertThat(FoundFiles.name("/../a/./dog /1.png")).isEqualTo("a/dog/1.png");
    assertThat(FoundFiles.name("e\u0301.png")).isEqualTo("\u00e9.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dog/1.PNG", "dog/1.JPG", "1.JPEG", "1.jfif", "1.Gif", "a.b/1.bmp", "dog\\1.jpe"})
  void images_are_known_by_any_spelling_of_their_ending(String name) {
    assertThat(found(name).labelled("set").train().pictures()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".ipynb_checkpoints/1-checkpoint.png",
        "dog/.ipynb_checkpoints/1.png",
        ".git/1.png",
        "__MACOSX/dog/._1.png",
        "top/__MACOSX/1.png",
        "dog/@eaDir/1.png",
        "dog/.thumbnails/1.jpg",
        "$RECYCLE.BIN/1.png",
        "dog\\.cache\\1.png",
      })
  void hidden_folders_are_no_classes_and_are_named(String name) {
    LabelledFiles labelled = found("dog/2.png", "cat/3.png", name).labelled("set");
    assertThat(labelled.classes()).containsExactly("cat", "dog");
    assertThat(labelled.train().pictures()).hasSize(2);
    assertThat(labelled.notes())
        .singleElement()
        .asString()
        .startsWith("Hidden folders were passed");
  }

  @ParameterizedTest
  @ValueSource(strings = {".DS_Store", "Thumbs.db", "dog/desktop.ini", "dog/._2.png", ".x.webp"})
  void hidden_files_are_passed_over_without_a_word(String name) {
    LabelledFiles labelled = found("dog/2.png", "cat/3.png", name).labelled("set");
    assertThat(labelled.train().pictures()).hasSize(2);
    assertThat(labelled.notes()).isEmpty();
  }

  @Test
  void what_is_passed_over_is_counted() {
    LabelledFiles labelled =
        found(
                "dog/1.png",
                "cat/1.png",
                "cat/2.WEBP",
                "owl/1.webp",
                "owl/2.tiff",
                "labels.csv",
                "README",
                "notes.txt",
                "dog/notes.TXT",
                "train/dataset.json")
            .labelled("set");
    assertThat(labelled.classes()).containsExactly("cat", "dog");
    assertThat(labelled.notes())
        .containsExactly(
            "Images were passed over because only PNG, JPEG, GIF and BMP can be read: 2 .webp, 1 .tiff; convert them to PNG. No image was read from owl.",
            "Files that are not images were passed over: 2 .txt, 1 .csv, 1 .json, 1 without ending.",
            "Folders without images were passed over: train.");
  }

  @Test
  void images_of_other_formats_alone_are_refused_by_name() throws IOException {
    refused(
        found("a/1.webp", "b/2.webp", "b/3.tif", "x.csv"), "but has only 2 .webp, 1 .tif; convert");
    refused(found("x.csv"), "but has none, only 1 .csv; check the path");
    refused(found("train.zip", "test.zip"), "but has none, only 2 .zip; unpack the archives in it");
    refused(found(), "images, but has none; check the path");
    put("dog/1.webp", "RIFF....WEBP");
    put("dog/2.tif", "II*\0");
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessage(
            folder
                + ": must contain PNG, JPEG, GIF or BMP images, but has only 1 .tif, 1 .webp; convert them to PNG");
  }

  @ParameterizedTest
  @CsvSource({
    "'RIFF....WEBPVP8 ', 'but a WebP image; convert it to PNG'",
    "'II*\0', 'but a TIFF image; convert it to PNG'",
    "'....ftypavif', 'but a HEIC or AVIF image; convert it to PNG'",
    "'<?xml version=\"1.0\"?><svg>', 'but an SVG drawing; convert it to PNG'",
    "'<!DOCTYPE html><html>', 'but a web page; download the file again'",
    "'version https://git-lfs.github.com/spec/v1', 'but a pointer of Git LFS instead of the file; run ''git lfs pull'''",
    "'text', 'is not a PNG, JPEG, GIF or BMP image; repair or remove it'",
    "'', 'is empty; repair or remove it'",
    "'\u0089PN', 'is cut off; repair or remove it'",
  })
  void an_image_with_the_wrong_ending_is_named_for_what_it_is(String content, String message) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    ImageFile picture = new ImageFile("1.png", "set/1.png", () -> new ByteArrayInputStream(bytes));
    assertThatThrownBy(picture::header)
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith("set/1.png: is ")
        .hasMessageEndingWith(message);
  }

  @Test
  void a_link_to_no_file_is_named() throws IOException {
    put("dog/1.png", "");
    Files.createSymbolicLink(folder.resolve("dog/0.png"), Path.of("gone.png"));
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("0.png: must exist, but is a link to no file");
  }

  @Test
  void folders_without_images_are_named() throws IOException {
    FoundFiles found = found("train/cat/1.png", "train/dog/1.png", "docs/a/b.txt", ".x/1.png");
    found.folder("train\\rare\\");
    found.folder("train/dog/more/");
    found.folder(".hidden/");
    assertThat(found.labelled("set").notes())
        .contains("Folders without images were passed over: docs, train/dog/more, train/rare.");
    for (String name : new String[] {"cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"}) {
      Files.createDirectories(folder.resolve(name).getParent());
      BufferedImage dot = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
      ImageIO.write(dot, "png", folder.resolve(name).toFile());
    }
    Files.createDirectories(folder.resolve("rare"));
    assertThat(Datasets.open(folder.toString()).notes())
        .contains("Folders without images were passed over: rare.");
  }

  @Test
  void a_list_of_labels_holds_below_its_folder() {
    byte[] list = "{\"labels\": [[\"00000/a.png\", 3]]}".getBytes(StandardCharsets.UTF_8);
    FoundFiles found = found("set/00000/a.png");
    found.add("set/dataset.json", "list", () -> new ByteArrayInputStream(list));
    assertThat(found.labelled("set").classes()).containsExactly("3");
    FoundFiles without = found("dog/a.png", "cat/a.png");
    without.add("dataset.json", "list", () -> new ByteArrayInputStream(new byte[] {'{', '}'}));
    LabelledFiles byFolder = without.labelled("set");
    assertThat(byFolder.classes()).containsExactly("cat", "dog");
    assertThat(byFolder.notes()).containsExactly("dataset.json has no labels and was passed over.");
  }

  private static FoundFiles found(String... names) {
    FoundFiles found = new FoundFiles();
    for (String name : names) {
      found.add(name, "set/" + name, InputStream::nullInputStream);
    }
    return found;
  }

  private static void refused(FoundFiles found, String message) {
    assertThatThrownBy(() -> found.labelled("set"))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith("set: must contain PNG, JPEG, GIF or BMP images, but has ")
        .hasMessageContaining(message);
  }

  private void put(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
  }
}
