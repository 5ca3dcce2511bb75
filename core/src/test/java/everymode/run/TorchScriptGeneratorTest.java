package everymode.run;

import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.certify.Certification;
import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.Scope;
import java.nio.file.Path;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TorchScriptGeneratorTest {

  private static final Domain POINTS = new Domain.Points(2);

  @TempDir private Path folder = Path.of("");

  private Path script(String name, String forward) {
    Backend.load();
    try (var _ = new Scope()) {
      var module = new JitModule(new QualifiedName("Net"));
      module.define("def forward(self, x):\n  return " + forward + "\n");
      Path file = folder.resolve(name);
      module.save(file.toString());
      return file;
    }
  }

  @Test
  void a_torchscript_generator_can_be_certified() {
    Path file = script("net.pt", "0.1 * x");
    var subject = TorchScriptGenerator.open(file, "normal:2", POINTS);
    same(
        subject.sampler().sample(5, new RandomKey(1)),
        subject.sampler().sample(5, new RandomKey(1)));
    assertThat(subject.hash()).hasSize(64 + "normal:2".length());
    Dataset nine = Datasets.open("nine");
    CertificatePlan plan =
        CertificatePlan.of(nine.heldOut().size(), 50, 0.25, 0.95, 0.95, false, 0);
    var result =
        new Certification(nine, nine.heldOut(), "held-out", null, plan)
            .of(subject, folder.resolve("part.json"), () -> false, _ -> {});
    var test = result.orElseThrow().certificate().test();
    assertThat(test.verdict()).isEqualTo(CertificateVerdict.MISSED);
    assertThat(test.share()).isBetween(0.08, 0.14); // one of nine
    assertThat(test.missed().cardinality()).isGreaterThan(2_000);
  }

  @Test
  void rejects_what_does_not_fit() {
    Path file = script("net.pt", "x");
    for (String wrong : new String[] {"normal", "gauss:3", "normal:0", "normal:x", ":", ""}) {
      assertThatThrownBy(() -> TorchScriptGenerator.open(file, wrong, POINTS))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("--latent must be normal:DIM or uniform:DIM");
    }
    var three = TorchScriptGenerator.open(file, "normal:3", POINTS).sampler();
    assertThatThrownBy(() -> three.sample(5, new RandomKey(1)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("net.pt must return [256, 2] for 256 latents, but returned [256, 3]");
    Path images = script("images.pt", "x.reshape(x.size(0), 1, 2, 2)");
    var wild = TorchScriptGenerator.open(images, "uniform:4", new Domain.Images(1, 2, 2)).sampler();
    assertThatThrownBy(() -> wild.sample(5, new RandomKey(1)))
        .hasMessageContaining("images.pt returns intensities outside [0, 1]");
    Path halved = script("halved.pt", "(x.reshape(x.size(0), 1, 2, 2) + 1.0) / 2.0");
    var good = TorchScriptGenerator.open(halved, "uniform:4", new Domain.Images(1, 2, 2)).sampler();
    assertThat(good.sample(5, new RandomKey(1)).shape()).containsExactly(5, 1, 2, 2);
    assertThatThrownBy(
            () -> TorchScriptGenerator.open(folder.resolve("none.pt"), "normal:2", POINTS))
        .isInstanceOf(EverymodeException.class);
  }
}
