package everymode.model.gan;

/// Unrolled GAN: the generator minimises its loss against the discriminator as it would be five
/// steps later.
///
/// *Source:* Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled generative adversarial networks", ICLR
/// 2017. The networks are those of [Gan], not the paper's.
public final class UnrolledGan implements GanPreset {

  /// For `ServiceLoader`.
  public UnrolledGan() {}

  @Override
  public String name() {
    return "unrolled";
  }

  @Override
  public String summary() {
    return "a generative adversarial network whose generator is "
        + "trained against the discriminator some steps ahead";
  }

  @Override
  public String delta() {
    return "{unroll: {steps: 5, backprop: true}}";
  }
}
