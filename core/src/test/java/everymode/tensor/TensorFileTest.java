package everymode.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tensors that were written come back as they were.
final class TensorFileTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void every_type_comes_back_with_its_values() throws IOException {
    Path file = folder.resolve("all.safetensors");
    try (var _ = new Scope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("counter", Ops.scalar(7L));
      tensors.put("weights", Ops.of(new float[] {1.5f, -2}, 2, 1));
      tensors.put("doubles", Ops.of(new double[] {0.1, 0.2}, 2));
      tensors.put("rows", Ops.of(3L, 4L, 5L));
      tensors.put("pixels", Ops.ofBytes(new byte[] {0, (byte) 255}, 2));
      TensorFile.write(file, tensors, Map.of("key", "value"));
      TensorFile.Contents read = TensorFile.read(file);
      assertThat(read.metadata()).containsEntry("key", "value");
      assertThat(read.tensors()).hasSize(5);
      tensors.forEach((name, t) -> {
        Tensor back = read.tensors().get(name);
        assertThat(back).as(name).isNotNull();
        assertThat(back.scalar_type().intern()).as(name).isEqualTo(t.scalar_type().intern());
        assertThat(back.shape()).as(name).isEqualTo(t.shape());
        assertThat(Ops.doubles(back)).as(name).isEqualTo(Ops.doubles(t));
      });
    }
  }
}
