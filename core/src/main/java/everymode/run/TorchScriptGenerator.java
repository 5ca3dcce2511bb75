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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// Generators that were made elsewhere.
public final class TorchScriptGenerator {

  private static final Pattern LATENT = Pattern.compile("(normal|uniform):([1-9]\\d{0,5})");

  private TorchScriptGenerator() {}

  /// Opens a TorchScript module that turns latents `[n, dim]` into samples: images `[n, c, h, w]`
  /// with intensities in [0, 1], or points `[n, d]`.
  ///
  /// @param file what `torch.jit.save` wrote
  /// @param latent `normal:DIM` or `uniform:DIM` (in [−1, 1))
  /// @param domain what one sample must be
  /// @return the generator
  /// @throws EverymodeException when it does not open
  public static NamedSampler open(Path file, String latent, Domain domain) {
    Prior prior = prior(latent);
    TorchScriptModule module = TorchScriptModule.open(file);
    String name = String.valueOf(file.getFileName());
    Sampler blocks =
        Sampler.blocks((n, key) -> {
          Tensor made = module.apply(name, prior.sample(n, key).z()).getFirst();
          long[] whole =
              LongStream.concat(LongStream.of(n), Arrays.stream(domain.shape())).toArray();
          if (!Arrays.equals(made.shape(), whole)) {
            throw new EverymodeException(
                "%s must give %s for %d latents, but gave %s; choose --against or --latent"
                    .formatted(name, Arrays.toString(whole), n, Arrays.toString(made.shape())));
          }
          range(name, made, domain);
          return made;
        });
    return new NamedSampler(file.toString(), Sha256.of(file) + latent, blocks);
  }

  private static void range(String name, Tensor made, Domain domain) {
    if (domain.image().isPresent()
        && (made.min().item_double() < -1e-3 || made.max().item_double() > 1 + 1e-3)) {
      throw new EverymodeException(
          name
              + " gives intensities outside [0, 1]; let its forward end in (x + 1) / 2 or a clamp");
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

  /// Whether a file is a TorchScript module by its name.
  ///
  /// @param file any path
  /// @return true for `.pt`
  public static boolean is(Path file) {
    return file.toString().endsWith(".pt");
  }
}
