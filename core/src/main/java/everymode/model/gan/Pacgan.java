package everymode.model.gan;

/// PacGAN: the discriminator scores packs of samples, so that it sees when they are all alike.
///
/// *Source:* Lin, Khetan, Fanti and Oh, "PacGAN: the power of two samples in generative adversarial
/// networks", NeurIPS 2018. The networks are those of [Gan], not the paper's.
public final class Pacgan implements GanPreset {

  /// For `ServiceLoader`.
  public Pacgan() {}

  @Override
  public String name() {
    return "pacgan";
  }

  @Override
  public String summary() {
    return "a generative adversarial network whose discriminator sees two samples at once";
  }

  @Override
  public String delta() {
    return "{packing: 2}";
  }
}
