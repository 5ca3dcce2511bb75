package everymode.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.EverymodeException;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class DeviceTest {

  @Test
  void the_cpu_is_always_available() {
    assertThat(Device.of("cpu")).isEqualTo(Device.CPU);
    assertThat(Device.current()).isEqualTo(Device.CPU);
    Tensor t = Ops.zeros(2);
    assertThat(Device.CPU.bring(t)).isSameAs(t);
  }

  @Test
  void an_unknown_name_is_an_error() {
    assertThatThrownBy(() -> Device.of("tpu"))
        .isInstanceOf(EverymodeException.class)
        .hasMessage("no device called 'tpu'; use cpu, cuda, cuda:N or auto");
  }

  @Test
  void an_unavailable_device_is_an_error_and_not_a_silent_fallback() {
    assertThatThrownBy(() -> Device.of("cuda:999"))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith("device 'cuda:999' was requested, but ");
  }

  @Test
  void the_current_device_is_restored_after_a_failure() {
    Device other = new Device("cpu:0");
    assertThatThrownBy(() ->
            other.during(() -> {
              assertThat(Device.current()).isEqualTo(other);
              throw new IllegalStateException("stop");
            }))
        .hasMessage("stop");
    assertThat(Device.current()).isEqualTo(Device.CPU);
  }
}
