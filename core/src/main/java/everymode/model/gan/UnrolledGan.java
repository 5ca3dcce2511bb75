package everymode.model.gan;

/// Unrolled GAN: the generator minimises its loss against the discriminator as it would be five
/// steps later.
///
/// *Source:* Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled generative adversarial networks", ICLR
/// 2017. The networks are those of [Gan], not the paper's.
public record UnrolledGan(String name, String summary, String delta, double cost)
    implements GanPreset {

  /// The preset, for `ServiceLoader`.
  public UnrolledGan() {
    this(
        "unrolled",
        "a generative adversarial network whose generator is "
            + "trained against the discriminator some steps ahead",
        "{unroll: {steps: 5, backprop: true}}",
        12);
  }
}
