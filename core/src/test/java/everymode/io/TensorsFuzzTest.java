package everymode.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import everymode.Fuzzed;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;

/// Any bytes in a tensor file are read or refused with a message, and nothing is executed.
class TensorsFuzzTest {

  @FuzzTest
  void safetensors(byte[] bytes) throws Exception {
    Fuzzed.read(
        bytes.length,
        () -> {
          var in = Channels.newChannel(new ByteArrayInputStream(bytes));
          TensorFile.header("file", in, bytes.length)
              .plans()
              .forEach((name, plan) ->
                  assertThat(plan.end() - plan.begin())
                      .as(name)
                      .isBetween(0L, (long) bytes.length));
        });
  }

  @FuzzTest
  void pickle(byte[] bytes) throws Exception {
    Fuzzed.read(bytes.length, () -> PickleReader.read("file", ByteBuffer.wrap(bytes)));
  }

  @FuzzTest
  void torch(byte[] bytes) throws Exception {
    Fuzzed.read(
        bytes.length,
        () -> {
          TorchFileLayout plan = TorchFileLayout.of("file", ByteBuffer.wrap(bytes));
          plan.tensors()
              .forEach((name, view) ->
                  assertThat(plan.storage(view.storage().key()).remaining())
                      .as(name)
                      .isLessThanOrEqualTo(bytes.length));
        });
  }
}
