package everymode.model.gan;

/// PacGAN: the discriminator scores packs of samples, so that it can detect a lack of variety.
///
/// *Source:* Lin, Khetan, Fanti and Oh, "PacGAN: the power of two samples in generative adversarial
/// networks", NeurIPS 2018. The networks are those of [Gan], not the paper's.
public record Pacgan(String name, String summary, String delta, double cost) implements GanPreset {

  /// The preset, for `ServiceLoader`.
  public Pacgan() {
    this(
        "pacgan",
        "a generative adversarial network whose discriminator sees two samples at once",
        "{packing: 2}",
        1);
  }
}
