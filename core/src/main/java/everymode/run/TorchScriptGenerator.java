package everymode.run;

import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.Sha256;
import everymode.io.TorchScriptModule;
import everymode.prior.NormalPrior;
import everymode.prior.Prior;
import everymode.prior.UniformPrior;
import everymode.sample.NamedSampler;
import everymode.sample.Sampler;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// Generators exported from elsewhere as TorchScript.
public final class TorchScriptGenerator {

  private static final Pattern LATENT = Pattern.compile("(normal|uniform):([1-9]\\d{0,5})");

  private TorchScriptGenerator() {}

  /// Opens a TorchScript module that maps latents `[n, dim]` to samples: images `[n, c, h, w]` with
  /// intensities in [0, 1], or points `[n, d]`.
  ///
  /// @param file output of `torch.jit.save`
  /// @param latent `normal:DIM` or `uniform:DIM` (in [−1, 1))
  /// @param domain what one sample must be
  /// @throws EverymodeException when it cannot be opened
  public static NamedSampler open(Path file, String latent, Domain domain) {
    Prior prior = prior(latent);
    TorchScriptModule module = TorchScriptModule.open(file);
    String name = String.valueOf(file.getFileName());
    Sampler blocks =
        Sampler.blocks((n, key) -> {
          Tensor samples = module.apply(name, prior.sample(n, key).z()).getFirst();
          long[] expected =
              LongStream.concat(LongStream.of(n), Arrays.stream(domain.shape())).toArray();
          if (!Arrays.equals(samples.shape(), expected)) {
            throw new EverymodeException(
                String.format(
                    Locale.ROOT,
                    "%s must return %s for %d latents, but returned %s; choose --against or --latent",
                    name,
                    Arrays.toString(expected),
                    n,
                    Arrays.toString(samples.shape())));
          }
          requireRange(name, samples, domain);
          return samples;
        });
    return new NamedSampler(file.toString(), Sha256.of(file) + latent, blocks);
  }

  private static void requireRange(String name, Tensor samples, Domain domain) {
    if (domain.image().isPresent()
        && (samples.min().item_double() < -1e-3 || samples.max().item_double() > 1 + 1e-3)) {
      throw new EverymodeException(
          name + " returns intensities outside [0, 1]; end its forward in (x + 1) / 2 or a clamp");
    }
  }

  private static Prior prior(String latent) {
    Matcher matcher = LATENT.matcher(latent);
    if (!matcher.matches()) {
      throw new UsageException(
          "--latent must be normal:DIM or uniform:DIM, such as normal:100, but is " + latent);
    }
    int dim = Integer.parseInt(matcher.group(2));
    return matcher.group(1).equals("normal") ? new NormalPrior(dim) : new UniformPrior(dim);
  }

  /// Whether a file is a TorchScript module, according to its extension `.pt`.
  public static boolean is(Path file) {
    return file.toString().endsWith(".pt");
  }
}
