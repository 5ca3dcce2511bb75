package everymode.tensor;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class TorchScriptTest {

  private static final String SOURCE =
      """
      def shift(t: List[Tensor], one: Tensor, factor: float, times: int):
          for i in range(times):
              torch._foreach_add_(t, one, alpha=factor)
      """;

  @Test
  void a_script_updates_all_tensors_in_one_call() {
    Tensor a = Ops.zeros(2);
    Tensor b = Ops.full(1, 1, 2);
    TorchScript script = new TorchScript("shift", SOURCE);
    TorchScript.TensorArguments list = TorchScript.TensorArguments.own(List.of(a, b));
    script.call(list, Ops.full(1), 0.5, 3L);
    near(a, 0, 1.5, 1.5);
    near(b, 0, 2.5, 2.5);
    script.call(list, Ops.full(2), 1.0, 1L);
    near(a, 0, 3.5, 3.5);
  }

  @Test
  void unsupported_arguments_are_refused() {
    TorchScript script = new TorchScript("shift", SOURCE);
    assertThatThrownBy(() -> script.call("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a script value: text");
  }
}
