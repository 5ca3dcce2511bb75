package everymode.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.Tiny;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.io.TorchFile;
import everymode.metric.feature.FeatureExtractor;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IntType;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeatureExtractorsTest {

  @TempDir private Path folder = Path.of("");

  private static Path data(String... path) {
    String root = System.getenv("EVERYMODE_DATA");
    assumeTrue(root != null, "set EVERYMODE_DATA to a folder with models/ and the data sets");
    return Path.of(root, path);
  }

  /// The authors report 99.1 %.
  @Test
  void the_published_lenet_reaches_its_accuracy() {
    FeatureExtractor lenet = FeatureExtractors.open(data("models", "mnist_lenet_0.991.pth"));
    assertThat(lenet.id()).matches("classifier:lenet-mnist@[0-9a-f]{4}");
    ClassifierAccuracy accuracy =
        ClassifierAccuracy.of(lenet, Datasets.open(data("mnist").toString()));
    assertThat(accuracy.value()).isBetween(0.9905, 0.9915);
  }

  /// The authors report 91.73 %.
  @Test
  void the_published_resnet_reaches_its_accuracy() {
    Path file = data("models", "resnet20-12fca82f.th");
    FeatureExtractor resnet = FeatureExtractors.open(file);
    assertThat(resnet.id()).isEqualTo("classifier:resnet20-cifar10@12fc");
    ClassifierAccuracy accuracy =
        ClassifierAccuracy.of(resnet, Datasets.open(data("cifar-10-batches-bin").toString()));
    assertThat(accuracy.value()).isGreaterThan(0.91);
    try (var _ = new Scope()) {
      assertThat(TorchFile.read(file).values()).containsKey("best_prec1");
    }
  }

  @Test
  void a_published_network_with_a_tensor_of_another_shape_is_rejected_when_it_is_opened() {
    Path file = data("models", "mnist_lenet_0.991.pth");
    try (var _ = new Scope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(TorchFile.read(file).tensors());
      tensors.put("fc.f7.weight", Ops.zeros(11, 84));
      var changed = new TorchFile.Contents(tensors, Map.of());
      assertThatThrownBy(() -> PublishedNetwork.of(file, changed, "0000"))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("LeNet-5")
          .hasMessageContaining("'fc.f7.weight' must be float32 [10, 84], but is")
          .hasMessageContaining("[11, 84]");
      tensors.remove("fc.f7.weight");
      assertThatThrownBy(() -> PublishedNetwork.of(file, changed, "0000"))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("but it is missing");
    }
  }

  @Test
  void a_published_network_reports_which_images_it_takes() {
    FeatureExtractor resnet = FeatureExtractors.open(data("models", "resnet20-12fca82f.th"));
    assertThatThrownBy(() -> resnet.extract(Ops.zeros(1, 1, 32, 32)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("takes images of 3 channels");
    assertThatThrownBy(() -> resnet.extract(Ops.zeros(1, 3, 28, 28)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("32×32 pixels, but was given 28×28");
  }

  private Path script(String name, int classes, String... forward) {
    Backend.load();
    try (var _ = new Scope()) {
      var module = new JitModule(new QualifiedName("Net"));
      if (classes > 0) {
        IValue value = new IValue((long) classes);
        var type = new Type.TypePtr(IntType.getIntTypePtr().get());
        module.register_attribute("classes", type, value);
      }
      module.define("def forward(self, x):\n  " + String.join("\n  ", forward) + "\n");
      Path file = folder.resolve(name);
      module.save(file.toString());
      return file;
    }
  }

  @Test
  void a_torchscript_module_returns_features() {
    FeatureExtractor extractor =
        FeatureExtractors.open(script("mean.pt", 0, "return x.flatten(1) * 2.0"));
    assertThat(extractor.id()).matches("script:mean@[0-9a-f]{4}");
    assertThat(extractor.classes()).isEmpty();
    try (var _ = new Scope()) {
      FeatureExtractor.Output look = extractor.extract(Ops.full(0.25, 3, 1, 2, 2));
      assertThat(look.features().shape()).containsExactly(3, 4);
      assertThat(Ops.floats(look.features())).containsOnly(0.5f);
      assertThat(look.logits()).isNull();
    }
  }

  @Test
  void a_torchscript_module_with_classes_also_returns_logits() {
    // The bar of a tiny image is in one of four pairs of rows: the brightest pair is the class.
    Path file =
        script("bars.pt", 4, "f = x.reshape(x.size(0), 4, 16).mean(2)", "return (f, 10.0 * f)");
    FeatureExtractor extractor = FeatureExtractors.open(file);
    assertThat(extractor.classes()).containsExactly("0", "1", "2", "3");
    assertThat(ClassifierAccuracy.of(extractor, Tiny.images()).value()).isEqualTo(1);
    try (var _ = new Scope()) {
      assertThat(Objects.requireNonNull(extractor.extract(Ops.zeros(2, 1, 8, 8)).logits()).shape())
          .containsExactly(2, 4);
    }
  }

  @Test
  void a_torchscript_module_that_breaks_its_contract_is_rejected() {
    FeatureExtractor scalar = FeatureExtractors.open(script("scalar.pt", 0, "return x.mean()"));
    assertThatThrownBy(() -> scalar.extract(Ops.zeros(2, 1, 8, 8)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("must return a row of features for each sample");
    FeatureExtractor fails =
        FeatureExtractors.open(script("fails.pt", 0, "return x.reshape(7, 11)"));
    assertThatThrownBy(() -> fails.extract(Ops.zeros(2, 1, 8, 8)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("does not accept samples of shape [2, 1, 8, 8]");
    FeatureExtractor silent = FeatureExtractors.open(script("silent.pt", 3, "return x.flatten(1)"));
    assertThatThrownBy(() -> silent.extract(Ops.zeros(2, 1, 8, 8)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("classes");
  }

  @Test
  void a_file_that_is_not_a_feature_extractor_is_rejected() throws IOException {
    assertThatThrownBy(() -> FeatureExtractors.open(folder.resolve("none.pt")))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("there is no classifier")
        .hasMessageContaining("classifier train");
    Path text = Files.writeString(folder.resolve("text.pth"), "no tensors at all");
    assertThatThrownBy(() -> FeatureExtractors.open(text))
        .isInstanceOf(EverymodeException.class)
        .hasMessage(text + ": must be a PyTorch file of tensors, but is not; check the path");
    Path zip = Files.write(folder.resolve("cut.pt"), new byte[] {'P', 'K', 3, 4, 0, 0});
    assertThatThrownBy(() -> FeatureExtractors.open(zip))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> FeatureExtractors.card(text))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("has no metadata");
  }
}
