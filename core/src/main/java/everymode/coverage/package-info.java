/// Certificates of coverage: statistical statements about each point, with a confidence, of whether
/// a generator reaches it.
///
/// Each real point has a ball whose radius is the distance to its k-th nearest other real point. A
/// certificate states for each point whether the generator places at least a fraction ψ of the mass
/// of the data into its ball. Everything here is arithmetic on counts, in plain Java, so that a
/// certificate can be checked without the generator. The same counts determine the weights of
/// several generators in a mixture.
@NullMarked
package everymode.coverage;

import org.jspecify.annotations.NullMarked;
