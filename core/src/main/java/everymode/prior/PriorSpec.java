package everymode.prior;

import everymode.random.RandomKey;

/// The recipe of a prior.
public sealed interface PriorSpec permits Normal, Uniform, Mixture, Learned {

  /// Numbers in one latent.
  ///
  /// @return at least 1
  int dim();

  /// Builds the prior.
  ///
  /// @param init decides what is drawn once, such as the means of a mixture
  /// @return the law
  Prior build(RandomKey init);

  /// Refuses numbers that are too small.
  ///
  /// @param name the key
  /// @param value its value
  /// @param least the smallest allowed
  static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
    }
  }
}
