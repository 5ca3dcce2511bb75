package everymode.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.TensorFile;
import everymode.metric.feature.FeatureExtractor;
import everymode.nn.MixtureNorm;
import everymode.nn.Norm;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassifierTrainingTest {

  @TempDir private Path folder = Path.of("");

  private ClassifierTraining training(Dataset data, String name, long steps) {
    return new ClassifierTraining(data, folder.resolve(name), 1, steps, _ -> {});
  }

  private static ClassifierCard whole(ClassifierTraining training) {
    assertThat(training.train(() -> false)).isTrue();
    return training.finish();
  }

  @Test
  void a_classifier_learns_an_easy_data_set_and_is_restored_from_its_file() {
    Dataset data = Tiny.images();
    ClassifierCard card = whole(training(data, "a.safetensors", 200));
    assertThat(card.accuracy().value()).isEqualTo(1);
    assertThat(card.accuracy().rows()).isEqualTo(8);
    assertThat(card.id()).matches("classifier:tiny-images-cnn@[0-9a-f]{4}");
    FeatureExtractor extractor = FeatureExtractors.open(folder.resolve("a.safetensors"));
    assertThat(ClassifierAccuracy.of(extractor, data)).isEqualTo(card.accuracy());
    assertThat(extractor.id()).isEqualTo(card.id());
    assertThat(extractor.classes()).containsExactly("a", "b", "c", "d");
    assertThat(extractor.channels()).isEqualTo(1);
    ClassifierCard kept = FeatureExtractors.card(folder.resolve("a.safetensors"));
    assertThat(kept.texts()).isEqualTo(card.texts());
    try (var _ = new Scope()) {
      FeatureExtractor.Output look = extractor.extract(data.heldOut().all());
      assertThat(look.features().shape()).containsExactly(8, 128);
      assertThat(java.util.Objects.requireNonNull(look.logits()).shape()).containsExactly(8, 4);
      assertThat(look.features().requires_grad()).isFalse();
    }
  }

  @Test
  void points_have_classifiers_too() {
    ClassifierCard card = whole(training(Tiny.points(), "p.safetensors", 150));
    assertThat(card.accuracy().value()).isEqualTo(1);
    assertThat(card.id()).startsWith("classifier:tiny-points-mlp@");
    assertThat(FeatureExtractors.open(folder.resolve("p.safetensors")).channels()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 19})
  void an_interrupted_training_gives_the_same_bytes(long cut) throws IOException {
    Dataset data = Tiny.images();
    whole(training(data, "whole.safetensors", 20));
    ClassifierTraining first = training(data, "cut.safetensors", 20);
    AtomicLong asked = new AtomicLong();
    assertThat(first.train(() -> asked.getAndIncrement() == cut)).isFalse();
    ClassifierTraining second = training(data, "cut.safetensors", 20);
    assertThat(second.resume()).isTrue();
    whole(second);
    assertThat(folder.resolve("cut.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole.safetensors"));
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
  }

  @Test
  void the_saved_state_of_another_training_is_not_resumed() {
    ClassifierTraining first = training(Tiny.images(), "x.safetensors", 20);
    assertThat(first.train(() -> true)).isFalse();
    assertThatThrownBy(() -> training(Tiny.images(), "x.safetensors", 21).resume())
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("other data, seed, steps or options")
        .hasMessageContaining("remove it");
  }

  @Test
  void a_classifier_is_never_overwritten_and_needs_classes() throws IOException {
    Files.createFile(folder.resolve("there.safetensors"));
    assertThatThrownBy(() -> training(Tiny.images(), "there.safetensors", 1))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("never overwritten; choose another --out");
    Dataset roll = Datasets.open("swiss-roll");
    assertThatThrownBy(() -> training(roll, "r.safetensors", 1))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("needs labelled data with at least 2 classes");
  }

  @Test
  void samples_of_another_shape_are_rejected() {
    whole(training(Tiny.images(), "s.safetensors", 1));
    FeatureExtractor extractor = FeatureExtractors.open(folder.resolve("s.safetensors"));
    assertThatThrownBy(() -> extractor.extract(Ops.zeros(2, 1, 9, 8)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("shape [1, 8, 8], but was given [1, 9, 8]");
    assertThatThrownBy(() -> ClassifierAccuracy.of(extractor, Tiny.points()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("choose another classifier");
  }

  @ParameterizedTest
  @CsvSource({
    "shape, '[1, 1000000, 1000000]', shift and scale",
    "shape, '[1, 8]', metadata are invalid",
    "shape, '[0, 8, 8]', metadata are invalid",
    "options, '{network: vast}', network must be one of",
    "options, '{norm: {type: mixture, components: 2000000000}}', components must be from 1 to 8",
    "classes, one, metadata are invalid",
    "id, fid, metadata are invalid",
    "format, other 1, is not a classifier trained by this version of Everymode",
  })
  void inconsistent_metadata_are_rejected(String key, String value, String message)
      throws IOException {
    whole(training(Tiny.images(), "sound.safetensors", 1));
    Path file = folder.resolve("lies.safetensors");
    try (var _ = new Scope()) {
      var contents = TensorFile.read(folder.resolve("sound.safetensors"));
      Map<String, String> texts = new LinkedHashMap<>(contents.metadata());
      texts.put(key, value);
      TensorFile.write(file, contents.tensors(), texts);
    }
    assertThatThrownBy(() -> FeatureExtractors.open(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void a_file_without_a_layer_is_rejected() throws IOException {
    whole(training(Tiny.images(), "sound.safetensors", 1));
    Path file = folder.resolve("less.safetensors");
    try (var _ = new Scope()) {
      var contents = TensorFile.read(folder.resolve("sound.safetensors"));
      Map<String, Tensor> tensors = new LinkedHashMap<>(contents.tensors());
      tensors.keySet().removeIf(name -> name.startsWith("head"));
      TensorFile.write(file, tensors, contents.metadata());
    }
    assertThatThrownBy(() -> FeatureExtractors.open(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith(file + ": the saved state lacks 'head.");
  }

  /// Images with one row of pixels are not pooled, and the loop over blocks still terminates.
  @Test
  void narrow_images_have_a_network() {
    var net =
        new ClassifierNetwork(
            new long[] {1, 1, 40}, 2, ClassifierOptions.defaults(), new RandomKey(1));
    try (var _ = new Scope()) {
      var x = net.features(Ops.zeros(2, 1, 1, 40), everymode.nn.ForwardContext.evaluation());
      assertThat(x.shape()).containsExactly(2, 128);
    }
  }

  private ClassifierTraining chosen(Dataset data, String name, String options, List<Event> seen) {
    ClassifierOptions all = ClassifierOptions.defaults().changed(options, "options");
    return new ClassifierTraining(data, folder.resolve(name), 1, 20, all, seen::add);
  }

  @Test
  void the_shallow_network_with_mixture_normalisation_is_restored_from_its_file() {
    String options = "{network: shallow, norm: {type: mixture, layers: [2]}, emaDecay: 0}";
    Dataset data = Tiny.images();
    List<Event> seen = new ArrayList<>();
    ClassifierTraining training = chosen(data, "a.safetensors", options, seen);
    assertThat(training.train(() -> false, 10)).isTrue();
    ClassifierCard card = training.finish();
    FeatureExtractor extractor = FeatureExtractors.open(folder.resolve("a.safetensors"));
    assertThat(ClassifierAccuracy.of(extractor, data)).isEqualTo(card.accuracy());
    assertThat(card.options().norm())
        .isEqualTo(new Norm.Mixture(List.of(2), MixtureNorm.Settings.defaults()));
    assertThat(extractor.extract(data.heldOut().all()).features().shape()).containsExactly(8, 256);
    assertThat(seen)
        .filteredOn(Event.Measured.class::isInstance)
        .extracting(event -> ((Event.Measured) event).steps())
        .containsExactly(10L, 20L);
    assertThat(seen).contains(new Event.Measured(20, Map.of("accuracy", card.accuracy().value())));
  }

  @Test
  void measuring_in_between_changes_nothing() {
    whole(training(Tiny.images(), "plain.safetensors", 20));
    ClassifierTraining measured = training(Tiny.images(), "measured.safetensors", 20);
    measured.train(() -> false, 3);
    measured.finish();
    assertThat(folder.resolve("measured.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("plain.safetensors"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{network: shallow}', network must be small for points and tables",
    "'{norm: mixture}', norm must be batch for points and tables",
    "'{emaDecay: 1}', emaDecay must be",
  })
  void options_that_do_not_fit_are_rejected(String options, String message) {
    assertThatThrownBy(() -> chosen(Tiny.points(), "x.safetensors", options, new ArrayList<>()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
