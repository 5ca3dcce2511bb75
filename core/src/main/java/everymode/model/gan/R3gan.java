package everymode.model.gan;

import everymode.config.ConfigRecords;

/// The loss of R3GAN: relativistic pairing with R1 and R2 gradient penalties.
///
/// *Source:* Huang, Gokaslan, Kuleshov and Tompkin, "The GAN is dead; long live the GAN! A modern
/// baseline GAN", NeurIPS 2024. *Differences:* the loss alone; the networks are those of [Gan],
/// without normalisation in the discriminator, so that a gradient depends on one sample only.
public record R3gan(String name, String summary, String delta, double cost) implements GanPreset {

  private static final String PAIRED =
      """
      {loss: {form: non-saturating, relativistic: true}, discriminator: {norm: none},
      penalties: [{type: r1, weight: 1, every: 4}, {type: r2, weight: 1, every: 4}]}
      """;

  /// The time of a step as a multiple of that of the standard game, about.
  public static final double COST = 1.2;

  /// A game with the paired loss and both penalties in the place of its own.
  ///
  /// @param family whose defaults these are, for errors
  public static GanSettings paired(GanSettings settings, String family) {
    return ConfigRecords.changed(settings, PAIRED, family);
  }

  /// The preset, for `ServiceLoader`.
  public R3gan() {
    this(
        "r3gan",
        "a generative adversarial network with relativistic "
            + "loss and R1 and R2 gradient penalties",
        PAIRED,
        COST);
  }
}
