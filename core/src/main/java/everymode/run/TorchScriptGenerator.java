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
import org.bytedeco.pytorch.Tensor;

/// Generators that were made elsewhere.
public final class TorchScriptGenerator {

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
          long[] shape = domain.shape();
          long[] whole = new long[shape.length + 1];
          whole[0] = n;
          System.arraycopy(shape, 0, whole, 1, shape.length);
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
    boolean outside =
        domain.image().isPresent()
            && (made.min().item_double() < -1e-3 || made.max().item_double() > 1 + 1e-3);
    if (outside) {
      throw new EverymodeException(
          name
              + " gives intensities outside [0, 1]; let its forward end in (x + 1) / 2 or a clamp");
    }
  }

  private static Prior prior(String latent) {
    String[] parts = latent.split(":", 2);
    if (parts.length == 2 && parts[1].matches("[1-9]\\d{0,5}")) {
      int dim = Integer.parseInt(parts[1]);
      switch (parts[0]) {
        case "normal" -> {
          return new NormalPrior(dim);
        }
        case "uniform" -> {
          return new UniformPrior(dim);
        }
        default -> {} // told below
      }
    }
    throw new UsageException(
        "--latent must be normal:DIM or uniform:DIM, such as normal:100, but is " + latent);
  }

  /// Whether a file is a TorchScript module by its name.
  ///
  /// @param file any path
  /// @return true for `.pt`
  public static boolean is(Path file) {
    return file.toString().endsWith(".pt");
  }
}
