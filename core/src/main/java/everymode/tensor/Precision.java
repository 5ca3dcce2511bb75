package everymode.tensor;

import everymode.error.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The number format in which convolutions multiply. Weights, optimisers and all other operations
/// stay in single precision.
public enum Precision {
  /// Single precision, 24 significant bits.
  FP32,
  /// The upper half of single precision, 8 significant bits; products are summed in single
  /// precision.
  BF16;

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /// The precision of a given name.
  ///
  /// There is no silent emulation: without instructions for it the format is slower and less exact.
  ///
  /// @param name `fp32` or `bf16`
  /// @throws UsageException when the name is unknown, or the processor has no instructions for it
  public static Precision of(String name) {
    return switch (name) {
      case "fp32" -> FP32;
      case "bf16" -> {
        if (!processorHasBf16()) {
          throw new UsageException(
              "precision bf16 needs a processor with AVX512-BF16 or AMX-BF16 instructions, which was"
                  + " not found here; use fp32, or a processor that has them");
        }
        yield BF16;
      }
      default -> throw new UsageException("no precision called '" + name + "'; use fp32 or bf16");
    };
  }

  /// The name, as [#of] takes it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether the processor multiplies in BF16; known on Linux only.
  public static boolean processorHasBf16() {
    try {
      return Files.readString(PROCESSOR).matches("(?s).*\\b(avx512_bf16|amx_bf16)\\b.*");
    } catch (IOException e) {
      return false;
    }
  }
}
