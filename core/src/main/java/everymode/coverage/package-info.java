/// Certificates of coverage: statements, point by point and with a confidence, of what a generator
/// reaches.
///
/// Around each real point stands a ball that reaches to its k-th other real point. A certificate
/// says of each point whether the generator puts at least a share ψ of the data's mass into its
/// ball. All here is arithmetic on counts, in plain Java, so that anyone can check a certificate
/// without the generator. From such counts also follows how much of each of several generators a
/// mixture should hold.
@NullMarked
package everymode.coverage;

import org.jspecify.annotations.NullMarked;
