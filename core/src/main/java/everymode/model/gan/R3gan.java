package everymode.model.gan;

/// The loss of R3GAN: relativistic pairing with R1 and R2 gradient penalties.
///
/// *Source:* Huang, Gokaslan, Kuleshov and Tompkin, "The GAN is dead; long live the GAN! A modern
/// baseline GAN", NeurIPS 2024. *Differences:* the loss alone; the networks are those of [Gan],
/// without normalisation in the discriminator, so that a gradient depends on one sample only.
public record R3gan(String name, String summary, String delta, double cost) implements GanPreset {

  /// The preset, for `ServiceLoader`.
  public R3gan() {
    this(
        "r3gan",
        "a generative adversarial network with relativistic "
            + "loss and R1 and R2 gradient penalties",
        """
        {loss: {form: non-saturating, relativistic: true}, discriminator: {norm: none},
        penalties: [{type: r1, weight: 1, every: 4}, {type: r2, weight: 1, every: 4}]}
        """,
        1.2);
  }
}
